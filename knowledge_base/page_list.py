"""Lists every page beside the articles: `.venv/bin/python -m knowledge_base.page_list`.

A line each: its file, version, review date, who approved it, and the hash that an approval of today's text has to name.
"""

from collections.abc import Iterator

from knowledge_base.page_content import PageContent, load_page_content


def lines(content: PageContent) -> Iterator[str]:
    """One line a page."""
    for page in content.pages():
        imprint = page.imprint
        approved = f"approved by {imprint.approval.by}" if imprint.approval and imprint.is_approved else "not approved"
        where = "/".join(imprint.path.parts[-3:])
        yield f"{where}  {imprint.version}  review by {imprint.review_by}  {approved}  {imprint.sha256}"


if __name__ == "__main__":
    print("\n".join(lines(load_page_content())))
