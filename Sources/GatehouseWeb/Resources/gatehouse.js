// Handier password fields: a button that shows what was typed, and a hint how hard a new one is to guess; and a form that
// was not taken says so; times in the zone of the person. Everything works without it.
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
      // What is seen stands in the order in which it was typed, on pages from right to left as well.
      field.dir = isShown ? "auto" : "";
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

  // The person's own words: what the form holds beside passwords, shown or not, and the site's name.
  const ownTexts = (field) => {
    const isOwn = (other) => ["text", "email"].includes(other.type) && !other.closest(".reveal");
    const values = [...field.form.elements].filter(isOwn).map((other) => other.value);
    return [...values, document.querySelector("header.site")?.textContent ?? ""];
  };

  const addStrength = (field) => {
    const hint = document.createElement("p");
    hint.className = "help strength";
    hint.setAttribute("role", "status");
    field.closest(".field").append(hint);
    field.addEventListener("input", () => {
      hint.textContent = field.value ? texts[passwordStrength.level(field.value, ownTexts(field))] : "";
    });
  };

  // The page has them in UTC, as it knows no zone. A day without a time stays that day in every zone.
  const moment = new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: "long", timeStyle: "short" });
  const day = new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: "long", timeZone: "UTC" });
  for (const time of document.querySelectorAll("time[datetime]")) {
    time.textContent = (time.dateTime.includes("T") ? moment : day).format(new Date(time.dateTime));
    time.dir = "auto";
  }

  // Not all browsers focus by `autofocus` what is no field.
  document.querySelector(".errors")?.focus();

  for (const field of document.querySelectorAll("input[type=password]")) {
    if (field.name === "password" && field.autocomplete === "new-password") addStrength(field);
    addToggle(field);
  }
}
