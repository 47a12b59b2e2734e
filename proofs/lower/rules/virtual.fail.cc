#include <stdint.h>


struct Shape {
  //@ assigns \nothing;
  virtual uint32_t corners() const;
};
