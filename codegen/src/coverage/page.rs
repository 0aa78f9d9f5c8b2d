//! Whether the spec names the page that documents something.

use super::report::{Part, Row, Status};

/// A row where the address that the spec gives is none of the documented pages.
pub(crate) fn other_page(see: &str, pages: &[&str]) -> Option<Row> {
    let ours = path(see);
    let first = pages.first()?;
    if pages.iter().any(|page| path(page) == ours) {
        return None;
    }
    Some(Row {
        part: Part::Page,
        name: path(first).to_owned(),
        variant: None,
        status: Status::Differs,
        documented: Some(path(first).to_owned()),
        spec: Some(ours.to_owned()),
        note: None,
    })
}

/// A page without the site and its ending; those of folders are called by the folder.
fn path(page: &str) -> &str {
    let page = page
        .split_once("://")
        .and_then(|(_, rest)| rest.split_once('/'))
        .map_or(page, |(_, path)| path);
    let page = page.split('#').next().unwrap_or(page);
    let page = page
        .strip_suffix(".html")
        .or_else(|| page.strip_suffix(".md"))
        .unwrap_or(page);
    page.strip_suffix("/index").unwrap_or(page)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_are_compared_without_their_site() {
        let see = "https://apidocs.bitrix24.com/api-reference/crm/deals/index.html";
        assert_eq!(
            other_page(see, &["x.md", "api-reference/crm/deals/index.md"]),
            None
        );
        let row = other_page(see, &["api-reference/crm/leads/get.md"]).unwrap();
        assert_eq!(
            row.documented.as_deref(),
            Some("api-reference/crm/leads/get")
        );
        assert_eq!(row.spec.as_deref(), Some("api-reference/crm/deals"));
    }
}
