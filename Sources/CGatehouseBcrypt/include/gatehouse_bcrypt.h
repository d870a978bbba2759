// bcrypt's core. The system's crypt(3) takes C strings and so stops at a NUL, where Python's bcrypt, and so Django,
// counts every byte.
#ifndef GATEHOUSE_BCRYPT_H
#define GATEHOUSE_BCRYPT_H

#include <stddef.h>
#include <stdint.h>

// Fills 23 bytes: 2^cost rounds over a key of 1 to 72 bytes and a salt of 16.
void gatehouse_bcrypt(uint8_t hash[23], const uint8_t *key, size_t key_length, const uint8_t salt[16], uint32_t cost);

#endif
