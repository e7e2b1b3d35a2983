// The check of a mark: takes nine or ten digits however they are typed, groups them for the eye, and puts them
// into the SMS. Without this script the plain link to the SMS stands as it is. Nothing is sent from here.
for (const form of document.querySelectorAll("[data-mark]")) {
  const field = form.querySelector("input");
  const answer = form.querySelector("[data-answer]");
  const link = form.parentElement.querySelector("[data-sms]");
  const plain = link.getAttribute("href");
  const words = form.dataset;
  const persian = (text) => text.replace(/[0-9]/g, (digit) => "۰۱۲۳۴۵۶۷۸۹"[digit]);
  const ascii = (text) =>
    text.replace(/[۰-۹]/g, (d) => d.charCodeAt(0) - 0x6f0).replace(/[٠-٩]/g, (d) => d.charCodeAt(0) - 0x660);

  const tell = () => {
    const typed = ascii(field.value).replace(/[\s\u200c\u200e\u200f\u202a-\u202e\u2066-\u2069-]/g, "");
    const isCode = /^[0-9]{9,10}$/.test(typed);
    const isWrong = /[^0-9]/.test(typed) || typed.length > 10;
    link.href = isCode ? `${plain}?body=${typed}` : plain;
    answer.classList.toggle("mark__answer--wrong", isWrong);
    field.setAttribute("aria-invalid", String(isWrong));
    if (isCode) {
      answer.textContent = words.ready.replace("{n}", persian(String(typed.length)));
      const isAtEnd = field.selectionEnd === field.value.length;
      if (isAtEnd) field.value = typed.replace(/^(\d{3})(\d{3})/, "$1 $2 ");
    } else if (/[^0-9]/.test(typed)) answer.textContent = words.strange;
    else if (typed.length > 10) answer.textContent = words.long.replace("{n}", persian(String(typed.length)));
    else answer.textContent = typed ? words.short.replace("{n}", persian(String(typed.length))) : "";
  };
  form.hidden = false;
  form.addEventListener("submit", (event) => event.preventDefault());
  field.addEventListener("input", tell);
  tell();
}
