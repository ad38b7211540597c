/* SPDX-License-Identifier: GPL-3.0-or-later */
/* splitmix64 (public domain algorithm by S. Vigna): small, seeded, the same everywhere. */
#include "exam.h"
#include <math.h>

ExamDice exam_dice(uint64_t seed, const char *salt) {
  uint64_t hash = 1469598103934665603u ^ seed * 0x9E3779B97F4A7C15u;
  for (const char *c = salt; c && *c; c++) hash = (hash ^ (unsigned char)*c) * 1099511628211u;
  return (ExamDice){hash};
}

uint64_t exam_dice_next(ExamDice *dice) {
  uint64_t z = (dice->state += 0x9E3779B97F4A7C15u);
  z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
  z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
  return z ^ (z >> 31);
}

int exam_dice_int(ExamDice *dice, int low, int high) { return low + (int)(exam_dice_next(dice) % (uint64_t)(high - low + 1)); }

double exam_dice_real(ExamDice *dice, double low, double high) {
  return low + (high - low) * (double)(exam_dice_next(dice) >> 11) / 9007199254740992.0;
}

/* Sum of uniforms: fast, and tails beyond 3 sigma do not matter for sensor noise. */
double exam_dice_gauss(ExamDice *dice) {
  uint64_t a = exam_dice_next(dice);
  double sum = 0;
  for (int i = 0; i < 4; i++, a >>= 16) sum += (double)(a & 0xffff) / 65536.0;
  return (sum - 2.0) * 1.7320508;
}
