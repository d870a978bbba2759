// Counts what the process asks of the allocator: the functions of the same names go before the C library's.
#ifndef ALLOCATION_COUNT_H
#define ALLOCATION_COUNT_H

// How many pieces of memory were asked for since the start; -1 where this cannot be counted.
long allocation_count(void);

#endif
