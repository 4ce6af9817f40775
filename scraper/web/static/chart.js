// Draws a page's chart in the browser, where it answers to the pointer. Where this fails, the
// server's drawing stays.
const place = document.getElementById("chart");
if (place) draw(place);

async function draw(place) {
  try {
    const [specification] = await Promise.all([
      fetch(place.dataset.spec).then((answer) => {
        if (!answer.ok) throw new Error(answer.status);
        return answer.json();
      }),
      import(place.dataset.library),
    ]);
    fit(specification, place.clientWidth - 24);
    const drawn = document.createElement("div");
    // `ast` lets Vega's own interpreter read its expressions: the page forbids `eval`.
    await window.vegaEmbed(drawn, specification, {
      ast: true,
      actions: false,
      defaultStyle: false,
      renderer: "svg",
      tooltip: { disableDefaultStyle: true },
    });
    const picture = place.querySelector("img");
    drawn.setAttribute("role", "img");
    drawn.setAttribute("aria-label", picture.alt);
    picture.replaceWith(drawn);
    place.dataset.drawn = "yes";
  } catch (error) {
    console.info("the chart stays a picture:", error.message);
  }
}

// A narrow screen gets a narrow chart with its legend below.
function fit(specification, room) {
  const beside = 190;
  if (specification.encoding?.row || room >= specification.width + beside) return;
  const axis = 70;
  specification.width = Math.max(room - axis, 200);
  specification.config.legend = { ...specification.config.legend, orient: "bottom", columns: 2 };
  if (room < 500) specification.config.legend.labelLimit = 120;
  const title = specification.title;
  if (title?.text) {
    title.frame = "bounds";
    title.text = lines(String(title.text), Math.floor(room / 9));
  }
}

// A text in lines of at most so many letters, broken between words.
function lines(text, longest) {
  const made = [""];
  for (const word of text.split(" ")) {
    const line = made[made.length - 1];
    if (line && line.length + word.length + 1 > longest) made.push(word);
    else made[made.length - 1] = line ? `${line} ${word}` : word;
  }
  return made;
}
