"""Writes the part `verdicts` of Tests/Vectors/webauthn.json: what python-fido2 says of mutated inputs.

    pip install fido2
    python Tests/passkeys/make_verdicts.py

Each input is one of the specification's vectors with some bytes changed. The numbers of a case say which: the vector, the
field, and pairs of a position and what is added to the byte there. The verdict is 1 where the credential is made and signs
in by the vector's assertion.
"""

import json
import pathlib
import random

from fido2 import cose
from fido2.server import Fido2Server
from fido2.utils import websafe_encode
from fido2.webauthn import (
    AttestationObject, AttestedCredentialData, AuthenticationResponse, AuthenticatorAssertionResponse,
    AuthenticatorAttestationResponse, AuthenticatorData, CollectedClientData, PublicKeyCredentialRpEntity,
    RegistrationResponse)

FILE = pathlib.Path(__file__).resolve().parents[1] / "Vectors/webauthn.json"
FIELDS = [("registration", "clientDataJSON"), ("registration", "attestationObject"), ("authentication", "clientDataJSON"),
          ("authentication", "authenticatorData"), ("authentication", "signature")]
NAMES = ["none-es256", "packed-self-es256", "packed-rs256", "packed-eddsa"]
COUNT = 10_000

server = Fido2Server(PublicKeyCredentialRpEntity(id="example.org", name="Example"))


def state(challenge):
    return {"challenge": websafe_encode(challenge), "user_verification": None}


def verdict(values):
    made, used = values["registration"], values["authentication"]
    data = server.register_complete(
        state(made["challenge"]),
        RegistrationResponse(
            raw_id=AttestationObject(made["attestationObject"]).auth_data.credential_data.credential_id,
            response=AuthenticatorAttestationResponse(
                client_data=CollectedClientData(made["clientDataJSON"]),
                attestation_object=AttestationObject(made["attestationObject"]))))
    server.authenticate_complete(
        state(used["challenge"]), [data.credential_data],
        AuthenticationResponse(
            raw_id=data.credential_data.credential_id,
            response=AuthenticatorAssertionResponse(
                client_data=CollectedClientData(used["clientDataJSON"]),
                authenticator_data=AuthenticatorData(used["authenticatorData"]), signature=used["signature"])))


def is_taken(values):
    try:
        verdict(values)
        return True
    except Exception:
        return False


def main():
    file = json.loads(FILE.read_text())
    vectors = {vector["id"]: vector for vector in file["vectors"]}
    random.seed("webauthn")
    cases = []
    for number in range(COUNT):
        vector = number % len(NAMES)
        values = {kind: {name: bytes.fromhex(text) for name, text in vectors[NAMES[vector]][kind].items()}
                  for kind in ("registration", "authentication")}
        field = random.randrange(len(FIELDS))
        kind, name = FIELDS[field]
        changed = bytearray(values[kind][name])
        changes = []
        if number >= len(NAMES):
            for _ in range(random.choice((1, 1, 1, 2, 3))):
                # Half of them where the structure is, the others anywhere.
                place = random.randrange(min(60, len(changed)) if random.random() < 0.5 else len(changed))
                by = random.choice((1, 255, 32, 224, random.randrange(1, 256)))
                changed[place] = (changed[place] + by) % 256
                changes += [place, by]
        values[kind][name] = bytes(changed)
        cases.append([vector, field, int(is_taken(values))] + changes)
    file["verdicts"] = [" ".join(map(str, case)) for case in cases]
    FILE.write_text(json.dumps(file, indent=1) + "\n")
    print(sum(case[2] for case in cases), "of", len(cases), "are taken")


if __name__ == "__main__":
    main()
