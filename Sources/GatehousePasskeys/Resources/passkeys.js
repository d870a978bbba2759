// Passkeys: forms that ask the browser for one and send what it says, and the offer in the field of the address.
// Without it the password form is whole.
"use strict";
{
  const json = { Accept: "application/json" };
  const isSupported = typeof PublicKeyCredential === "function"
    && "parseRequestOptionsFromJSON" in PublicKeyCredential && "parseCreationOptionsFromJSON" in PublicKeyCredential;
  // The challenge is good for five minutes: an offer that waits gets another one before.
  const renewal = 240_000;
  let waiting;
  class Refusal extends Error {}

  const tell = (form, text) => {
    const place = form.querySelector("[role=alert].help");
    place.textContent = text ?? "";
    place.hidden = !text;
  };

  const ask = async (form, more) => {
    const answer = await fetch(form.dataset.options, { headers: json });
    // A link that is over, a session that has ended: the site says what is to be done.
    if (!answer.ok) throw new Refusal((await answer.json().catch(() => ({}))).detail);
    const { publicKey } = await answer.json();
    // An account that is not made yet: what authenticators show is what was typed.
    if (publicKey.user && !publicKey.user.name) {
      publicKey.user.name = publicKey.user.displayName = form.elements.email.value;
    }
    return JSON.stringify(form.dataset.passkey === "create"
      ? await navigator.credentials.create({
        publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(publicKey), ...more })
      : await navigator.credentials.get({
        publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(publicKey), ...more }));
  };

  // What the offer sends does not reload the page: what was typed into the form stays where it is not taken.
  const send = async (form, credential) => {
    form.elements.credential.value = credential;
    const body = new URLSearchParams(new FormData(form));
    form.elements.credential.value = "";
    const answer = await fetch(form.action, { method: "POST", headers: json, body });
    const said = await answer.json();
    if (answer.ok) location.assign(said.next);
    else tell(form, said.form_errors?.[0]?.message ?? said.detail);
    return answer.ok;
  };

  const offer = async (form) => {
    const field = document.querySelector("input[autocomplete~=username]:not([readonly])");
    if (!field || !await PublicKeyCredential.isConditionalMediationAvailable?.()) return;
    field.autocomplete = "username webauthn";
    for (;;) {
      const mine = waiting = new AbortController();
      const timer = setTimeout(() => mine.abort("renew"), renewal);
      try {
        if (await send(form, await ask(form, { mediation: "conditional", signal: mine.signal }))) return;
      } catch {
        if (mine.signal.reason !== "renew") return;
      } finally {
        clearTimeout(timer);
      }
    }
  };

  for (const form of document.querySelectorAll("form[data-passkey]")) {
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      if (!isSupported) return tell(form, form.dataset.unsupported);
      if (form.isBusy) return;
      form.isBusy = true;
      waiting?.abort("button");
      tell(form);
      try {
        form.elements.credential.value = await ask(form, {});
        form.submit();
      } catch (error) {
        form.isBusy = false;
        tell(form, error instanceof Refusal && error.message || form.dataset.failed);
      }
    });
    if (isSupported && "offer" in form.dataset) offer(form);
  }
}
