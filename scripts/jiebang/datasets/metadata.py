"""What a page says of itself to machines: Zotero's meta tags and schema.org JSON-LD."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from jiebang.datasets.about import About
from jiebang.datasets.columns import TABLES
from jiebang.datasets.downloads import File
from jiebang.datasets.works import Work

_TAG = {"en": "en", "zh": "zh-CN"}


def citation_tags(
    work: Work, language: str, keywords: Iterable[str] = ()
) -> tuple[tuple[str, str], ...]:
    """(name, content) of the `<meta>` tags that Zotero reads.

    The first tag makes it a report: from the title alone Zotero guesses an article.
    Institution, number and date are given only as the original states them.
    """
    tags = [("z:itemType", "report")]
    tags.append(("citation_title", work.title[language] or work.title["zh"]))
    if work.kind != "document":
        tags.append(("citation_series_title", work.container[language] or work.container["zh"]))
    if work.stated_issuer:
        name = work.issuer[language] or work.issuer["zh"]
        tags.append(("citation_technical_report_institution", name))
        if work.number:
            tags.append(("citation_technical_report_number", work.number))
    if work.date:
        tags.append(("citation_publication_date", work.date.replace("-", "/")))
    publisher = work.publisher.get(language)
    if publisher:
        tags.append(("citation_publisher", publisher))
    tags.append(("citation_language", _TAG[language]))
    if work.url[language].startswith(("https://", "http://")):
        tags.append(("citation_public_url", work.url[language]))
    tags += [("citation_keywords", keyword) for keyword in keywords]
    return tuple(tags)


def dataset_json_ld(
    about: About,
    files: Iterable[File],
    language: str,
    originals: Iterable[Mapping[str, str]] = (),
) -> dict[str, object]:
    """A schema.org Dataset for the downloads page, as Google Dataset Search reads it.

    `files` are those of index.json; `originals` name the documents (`name`, `url`).
    """
    chinese = language == "zh"
    found: dict[str, object] = {
        "@context": "https://schema.org/",
        "@type": "Dataset",
        "name": about.title_zh if chinese else about.title_en,
        "alternateName": about.title_en if chinese else about.title_zh,
        "description": (
            f"{about.description_zh}{about.project.notice.zh}"
            if chinese
            else f"{about.description_en} {about.project.notice.en}"
        ),
        "url": f"{about.base if about.public else '../../'}{language}/data/",
        "version": about.version,
        "isAccessibleForFree": True,
        "keywords": list(about.project.keywords),
        "inLanguage": ["zh-Hans", "en"],
    }
    if about.license.url:
        found["license"] = about.license.url
    if about.creator:
        creator = about.project.publisher.side(language)
        found["creator"] = {"@type": "Organization", "name": creator, "url": about.base}
    if about.date:
        found["datePublished"] = about.date
    # As `contentUrl` below.
    root = "" if about.public else "../.."
    based_on = [
        {"@type": "CreativeWork", **original, "url": root + original["url"]}
        for original in originals
    ]
    if based_on:
        found["isBasedOn"] = based_on
    # Every column that holds a quantity, with its unit.
    found["variableMeasured"] = [
        {
            "@type": "PropertyValue",
            "name": f"{table.name}.{column.name}",
            "description": column.zh if chinese else column.en,
            "unitText": column.unit or f"{table.name}.{column.unit_in}",
        }
        for table in TABLES
        for column in table.columns
        if column.unit or column.unit_in
    ]
    found["distribution"] = [
        {
            "@type": "DataDownload",
            "name": file.name,
            "encodingFormat": file.media_type,
            # From the page that says so, <language>/data/, where the site's address is not known.
            "contentUrl": f"{about.data_url if about.public else '../../data/'}{file.name}",
            "contentSize": f"{file.size} B",
            "sha256": file.sha256,
        }
        for file in files
    ]
    return found


def originals_of(rows: Iterable[Mapping[str, object]], language: str) -> list[dict[str, str]]:
    """The documents of table `documents`, as `isBasedOn` wants them."""
    return [
        {
            "name": str(row[f"title_{language}"] or row["title_zh"]),
            "url": str(row["url"]),
            "identifier": str(row["document_number"] or row["id"]),
        }
        for row in rows
    ]


def coverage(rows: Iterable[Mapping[str, object]]) -> dict[str, object]:
    """The years and places that the documents of table `documents` are of, as far as stated."""
    known = list(rows)
    dates = (
        str(row[c] or "")[:4] for row in known for c in ("date_issued", "application_deadline")
    )
    years = sorted(filter(None, dates))
    codes = sorted({str(row["jurisdiction"]) for row in known if row["jurisdiction"]})
    found: dict[str, object] = {}
    if years:
        found["temporalCoverage"] = years[0] if years[0] == years[-1] else f"{years[0]}/{years[-1]}"
    if codes:
        found["spatialCoverage"] = [{"@type": "Place", "identifier": code} for code in codes]
    return found
