"""Who signs up."""

ACCOUNT = {
    "email": "ada@example.com", "password": "correct horse", "password_retype": "correct horse",
    "first_name": "Ada", "last_name": "Lovelace",
}
