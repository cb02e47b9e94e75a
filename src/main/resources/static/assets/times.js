// Says times in words of the viewer's language, with the exact time in the viewer's zone on hover.
(() => {
  "use strict";
  const steps = [["day", 86400], ["hour", 3600], ["minute", 60]];
  const words = new Intl.RelativeTimeFormat(document.documentElement.lang, { numeric: "auto" });
  const exact = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "long" });

  const ago = (date) => {
    const seconds = Math.round((date - Date.now()) / 1000);
    const step = steps.find(([, length]) => Math.abs(seconds) >= length);
    return step ? words.format(Math.trunc(seconds / step[1]), step[0]) : "just now";
  };

  const show = () => document.querySelectorAll("time[datetime]").forEach((time) => {
    const date = new Date(time.dateTime);
    time.title = exact.format(date);
    time.textContent = ago(date);
  });

  show();
  setInterval(show, 30000);
})();
