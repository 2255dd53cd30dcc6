"""The site's search finds the field's words where they are taught, and shows prose."""

import json

from built_site import needs_browser

# Where a word is taught, or where the book says that it stops before it.
TAUGHT = {
    "backpropagation": "backpropagation.html",
    "activation function": "neuron.html#squeezing",
    "loss function": "losses.html",
    "epoch": "learning.html#the-training-loop",
    "overfitting": "digits.html#training-set-and-test-set",
    "MSE": "losses.html#two-more-losses",
    "softmax": "losses.html#what-this-book-leaves-out",
    "ReLU": "losses.html#what-this-book-leaves-out",
    "classification": "digits.html#look-first",
    "test set": "digits.html#training-set-and-test-set",
    "feature": "data.html#the-words-for-it",
    "optimizer": "optimizers.html",
    "decision boundary": "xor.html#the-decision-boundary",
}
EMPTY = "document.querySelector('.md-search-result__list')?.replaceChildren()"
# The links of the first result, once there is one for the words that were typed.
FOUND = """() => {
  const first = document.querySelector(".md-search-result__item:has(mark)");
  return first && [...first.querySelectorAll("a")].map(a => a.href);
}"""


def test_code_is_not_searched_on_the_pages_of_the_book(built_site):
    index = json.loads((built_site / "search/search_index.json").read_text("utf-8"))
    text = {entry["location"]: entry["text"] for entry in index["docs"]}
    pages = [words for place, words in text.items() if not place.startswith("labs/")]
    assert len(pages) > 100
    assert [words for words in pages if "import numpy" in words] == []


@needs_browser
def test_the_first_result_is_the_page_that_teaches_the_word(browser, address):
    tab = browser.new_page()
    tab.goto(address)
    box = tab.get_by_role("textbox", name="Search")
    found = {}
    for word, place in TAUGHT.items():
        tab.evaluate(EMPTY)
        box.fill(word)
        box.press("End")  # the theme listens to keys
        places = tab.wait_for_function(FOUND).json_value()
        places = [one.removeprefix(address).partition("?")[0] for one in places]
        found[word] = place if place in places else places
    tab.close()
    assert found == TAUGHT
