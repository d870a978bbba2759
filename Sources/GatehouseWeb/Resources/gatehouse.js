// Handier password fields: a button that shows what was typed, and a hint how hard a new one is to guess. Everything
// works without it.
"use strict";
{
  const texts = document.querySelector("script[data-show]")?.dataset ?? {};

  const addToggle = (field) => {
    const box = document.createElement("div");
    box.className = "reveal";
    field.replaceWith(box);
    const button = document.createElement("button");
    button.type = "button";
    button.className = "quiet";
    const update = (isShown) => {
      field.type = isShown ? "text" : "password";
      button.textContent = isShown ? texts.hide : texts.show;
      // Several fields have one: each says whose it is.
      button.setAttribute("aria-label", `${button.textContent}: ${field.labels[0]?.textContent ?? field.name}`);
    };
    button.setAttribute("aria-controls", field.id);
    button.addEventListener("click", () => update(field.type === "password"));
    // Browsers offer to save a password only where its field is one.
    field.form?.addEventListener("submit", () => update(false));
    box.append(field, button);
    update(false);
  };

  // A rough guess at bits: the length counts for more than the kinds of characters.
  const strength = (text) => {
    const kinds = [/[a-z]/, /[A-Z]/, /[0-9]/, /[^a-zA-Z0-9]/].filter((kind) => kind.test(text)).length;
    const different = new Set(text).size;
    const bits = Math.min(text.length, different * 2) * (2 + kinds * 0.6);
    return bits < 28 ? "weak" : bits < 45 ? "fair" : "strong";
  };

  const addStrength = (field) => {
    const hint = document.createElement("p");
    hint.className = "help strength";
    hint.setAttribute("role", "status");
    field.closest(".field").append(hint);
    field.addEventListener("input", () => {
      hint.textContent = field.value ? texts[strength(field.value)] : "";
    });
  };

  for (const field of document.querySelectorAll("input[type=password]")) {
    if (field.name === "password" && field.autocomplete === "new-password") addStrength(field);
    addToggle(field);
  }
}
