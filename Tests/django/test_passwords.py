"""A live Django verifies what `gatehouse passwords` made, and the reverse."""

import crypt
import json
import os
import pathlib
import random
import subprocess

import django
import pytest
from django.conf import settings

ROOT = pathlib.Path(__file__).resolve().parents[2]
EXECUTABLE = os.environ.get("GATEHOUSE_EXECUTABLE", str(ROOT / ".build/debug/gatehouse"))

HASHERS = {
    "argon2": "Argon2PasswordHasher", "scrypt": "ScryptPasswordHasher", "pbkdf2_sha256": "PBKDF2PasswordHasher",
    "pbkdf2_sha1": "PBKDF2SHA1PasswordHasher", "bcrypt_sha256": "BCryptSHA256PasswordHasher",
    "bcrypt": "BCryptPasswordHasher", "md5": "MD5PasswordHasher",
}
settings.configure(PASSWORD_HASHERS=[f"django.contrib.auth.hashers.{name}" for name in HASHERS.values()])
django.setup()

from django.contrib.auth import hashers  # noqa: E402  (needs the settings)


def gatehouse(*arguments, lines):
    text = "".join(json.dumps(line) + "\n" for line in lines)
    done = subprocess.run([EXECUTABLE, "passwords", *arguments, "--json-lines"], input=text, capture_output=True,
                          text=True, timeout=600, check=True)
    return [json.loads(line) for line in done.stdout.splitlines()]


def passwords(count=100, most_bytes=1000):
    """Any Unicode text that JSON and a form can carry, the same in every run."""
    chance = random.Random(7)
    ranges = [(0x20, 0x7E), (0xA1, 0x24F), (0x400, 0x4FF), (0x1100, 0x11FF), (0xAC00, 0xD7A3), (0x1F300, 0x1F6FF)]
    texts = []
    while len(texts) < count:
        length = chance.choice([1, 8, 16, 40])
        text = "".join(chr(chance.randint(*chance.choice(ranges))) for _ in range(length))
        if len(text.encode()) <= most_bytes:
            texts.append(text)
    return texts


# The same algorithms with so little work that a hundred hashes take seconds.
CHEAP = {
    "argon2": {"time_cost": 1, "memory_cost": 64, "parallelism": 1}, "scrypt": {"work_factor": 16},
    "pbkdf2_sha256": {"iterations": 10}, "pbkdf2_sha1": {"iterations": 10}, "bcrypt_sha256": {"rounds": 4},
    "bcrypt": {"rounds": 4}, "md5": {},
}


@pytest.mark.parametrize("algorithm", HASHERS)
def test_we_verify_what_django_made(algorithm):
    hasher = type(hashers.get_hasher(algorithm))()
    for name, value in CHEAP[algorithm].items():
        setattr(hasher, name, value)
    texts = passwords(most_bytes=72 if algorithm == "bcrypt" else 1000)
    lines = []
    for text in texts:
        encoded = hasher.encode(text, hasher.salt())
        lines += [{"password": text, "encoded": encoded}, {"password": text + "x", "encoded": encoded}]
    answers = gatehouse("verify", lines=lines)
    assert [answer.get("valid") for answer in answers] == [True, False] * len(texts), answers[:4]
    assert {answer["algorithm"] for answer in answers} == {algorithm}


@pytest.mark.parametrize("algorithm, count", [
    ("argon2", 100), ("scrypt", 10), ("pbkdf2_sha256", 5), ("bcrypt_sha256", 10)])
def test_django_verifies_what_we_made(algorithm, count):
    texts = passwords(count)
    made = gatehouse("hash", "--hasher", algorithm, lines=[{"password": text} for text in texts])
    for text, answer in zip(texts, made, strict=True):
        assert answer["encoded"].startswith(algorithm + "$") and len(answer["encoded"]) <= 128
        assert hashers.check_password(text, answer["encoded"])
        assert not hashers.check_password(text + "x", answer["encoded"])


def test_crypt_strings_of_this_system():
    texts = [text for text in passwords(100, most_bytes=72)]
    lines = []
    for text in texts:
        for method in [crypt.METHOD_SHA512, crypt.METHOD_SHA256, crypt.METHOD_MD5]:
            salt = crypt.mksalt(method, rounds=1000) if method != crypt.METHOD_MD5 else crypt.mksalt(method)
            lines.append({"password": text, "encoded": crypt.crypt(text, salt)})
        lines.append({"password": text, "encoded": crypt.crypt(text, crypt.mksalt(crypt.METHOD_BLOWFISH, rounds=16))})
        lines.append({"password": text, "encoded": crypt.crypt(text, "$y$j75$" + "saltsaltsalt" + "$")})
    answers = gatehouse("verify", lines=lines)
    assert all(answer.get("valid") for answer in answers)
    assert {answer["algorithm"] for answer in answers} == {"crypt", "bcrypt"}


def test_lines_that_are_wrong_end_nothing():
    text = 'nonsense\n{"password": 1}\n{"password": "x", "encoded": "pbkdf2_sha256$x$y$z"}\n\n' \
           '{"password": "x", "encoded": "!"}\n'
    done = subprocess.run([EXECUTABLE, "passwords", "verify", "--json-lines"], input=text, capture_output=True, text=True)
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.returncode == 0
    assert ["error" in answer for answer in answers] == [True, True, True, False]
    assert answers[3] == {"valid": False, "algorithm": None, "needs_rehash": False}


def test_one_password_from_standard_input():
    def run(*arguments, password):
        return subprocess.run([EXECUTABLE, "passwords", *arguments], input=password + "\n", capture_output=True, text=True)

    encoded = run("hash", password="correct horse").stdout.strip()
    assert hashers.check_password("correct horse", encoded)
    assert run("verify", encoded, password="correct horse").returncode == 0
    assert run("verify", encoded, password="wrong").returncode == 1
    shown = run("identify", encoded, password="").stdout
    assert "memory cost: 19456" in shown and encoded.rsplit("$", 1)[1] not in shown
    assert run("verify", password="x").returncode == 2


def test_new_hashes_follow_the_settings_of_the_site(tmp_path):
    def run(*arguments, **settings):
        return subprocess.run([EXECUTABLE, "passwords", "hash", *arguments], input="correct horse\n", cwd=tmp_path,
                              capture_output=True, text=True, env=os.environ | settings)

    assert run(GATEHOUSE_PASSWORD_HASHER="scrypt").stdout.startswith("scrypt$16384$")
    pbkdf2 = {"GATEHOUSE_PASSWORD_HASHER": "pbkdf2_sha256", "GATEHOUSE_PASSWORD_ITERATIONS": "260000"}
    assert run(**pbkdf2).stdout.startswith("pbkdf2_sha256$260000$")
    assert run("--hasher", "bcrypt_sha256", **pbkdf2).stdout.startswith("bcrypt_sha256$")
    (tmp_path / ".env").write_text("GATEHOUSE_PASSWORD_HASHER=bcrypt_sha256\n")
    assert run().stdout.startswith("bcrypt_sha256$")
    refused = run(GATEHOUSE_PASSWORD_ITERATIONS="260000")
    assert refused.returncode == 1 and "GATEHOUSE_PASSWORD_ITERATIONS" in refused.stderr


def test_p9_a_hash_that_costs_too_much_is_told_at_once():
    for encoded in ["$7$C6.......E.SodiumChloride$x", "pbkdf2_sha256$100000000$salt$x", "$2b$31$abcdefghijklmnopqrstuu"]:
        done = subprocess.run([EXECUTABLE, "passwords", "verify", encoded], input="x\n", capture_output=True, text=True,
                              timeout=60)
        assert done.returncode == 2 and "this hash costs too much" in done.stderr
        if not encoded.startswith("$2"):
            shown = subprocess.run([EXECUTABLE, "passwords", "identify", encoded], capture_output=True, text=True)
            assert "too costly: yes" in shown.stdout
    done = subprocess.run([EXECUTABLE, "passwords", "verify", "pbkdf2_sha256$9000000$salt$x"], input="x\n",
                          capture_output=True, text=True, env=os.environ | {"GATEHOUSE_HASH_MAXIMUM_SECONDS": "1"})
    assert done.returncode == 2


def test_a_new_secret_is_strong():
    keys = {subprocess.run([EXECUTABLE, "secret", "new"], capture_output=True, text=True).stdout.strip() for _ in range(3)}
    assert len(keys) == 3 and all(len(key) >= 50 and key.isalnum() for key in keys)
