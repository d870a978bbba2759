// Blowfish: Schneier, "Description of a New Variable-Length Key, 64-Bit Block Cipher", 1993. bcrypt: Provos, Mazières,
// "A Future-Adaptable Password Scheme", 1999.
#include "gatehouse_bcrypt.h"

#include <string.h>

typedef struct {
    uint32_t p[18];
    uint32_t s[4][256];
} blowfish;

static const uint32_t pi[18 + 4 * 256] = {
#include "pi.inc"
};

static inline uint32_t mix(const blowfish *state, uint32_t x) {
    uint32_t high = state->s[0][x >> 24] + state->s[1][(x >> 16) & 0xFF];
    return (high ^ state->s[2][(x >> 8) & 0xFF]) + state->s[3][x & 0xFF];
}

static inline void encrypt(const blowfish *state, uint32_t *left, uint32_t *right) {
    uint32_t l = *left, r = *right;
    for (int round = 0; round < 16; round += 2) {
        l ^= state->p[round];
        r ^= mix(state, l);
        r ^= state->p[round + 1];
        l ^= mix(state, r);
    }
    *left = r ^ state->p[17];
    *right = l ^ state->p[16];
}

// The next 32 bits of bytes that repeat for ever.
static uint32_t next_word(const uint8_t *bytes, size_t length, size_t *position) {
    uint32_t word = 0;
    for (int count = 0; count < 4; count++) {
        word = word << 8 | bytes[*position];
        *position = (*position + 1) % length;
    }
    return word;
}

// Mixes a key into the state; with a salt, that too.
static void expand(blowfish *state, const uint8_t *key, size_t key_length, const uint8_t *salt) {
    size_t position = 0;
    for (int index = 0; index < 18; index++) state->p[index] ^= next_word(key, key_length, &position);
    uint32_t left = 0, right = 0;
    position = 0;
    uint32_t *words = state->p;
    for (int index = 0; index < 18 + 4 * 256; index += 2) {
        if (salt) {
            left ^= next_word(salt, 16, &position);
            right ^= next_word(salt, 16, &position);
        }
        encrypt(state, &left, &right);
        uint32_t *target = index < 18 ? words + index : &state->s[0][0] + (index - 18);
        target[0] = left;
        target[1] = right;
    }
}

void gatehouse_bcrypt(uint8_t hash[23], const uint8_t *key, size_t key_length, const uint8_t salt[16], uint32_t cost) {
    blowfish state;
    memcpy(state.p, pi, sizeof state.p);
    memcpy(state.s, pi + 18, sizeof state.s);
    expand(&state, key, key_length, salt);
    for (uint64_t round = 0; round < (uint64_t)1 << cost; round++) {
        expand(&state, key, key_length, NULL);
        expand(&state, salt, 16, NULL);
    }
    static const char text[] = "OrpheanBeholderScryDoubt";
    uint8_t output[24];
    for (int block = 0; block < 3; block++) {
        size_t position = 0;
        uint32_t left = next_word((const uint8_t *)text + 8 * block, 8, &position);
        uint32_t right = next_word((const uint8_t *)text + 8 * block, 8, &position);
        for (int count = 0; count < 64; count++) encrypt(&state, &left, &right);
        for (int byte = 0; byte < 4; byte++) {
            output[8 * block + byte] = (uint8_t)(left >> (24 - 8 * byte));
            output[8 * block + 4 + byte] = (uint8_t)(right >> (24 - 8 * byte));
        }
    }
    memcpy(hash, output, 23);
}
