//! Addresses: `/rest/{method}[.json]`, `/rest/{user}/{token}/{method}`.

use percent_encoding::percent_decode_str;

/// What an address asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Route {
    /// A method, with the user and token of a webhook if they are in the address.
    Method {
        name: String,
        webhook: Option<(String, String)>,
    },
    /// A file, by the id in the query.
    File,
    Nothing,
}

impl Route {
    pub(super) fn parse(path: &str) -> Self {
        if path.ends_with("/show_file.php") || path == "/bitrix/services/main/ajax.php" {
            return Self::File;
        }
        let Some(rest) = path
            .strip_prefix("/rest/")
            .or_else(|| path.strip_prefix("/rest"))
        else {
            return Self::Nothing;
        };
        let decode = |part: &str| percent_decode_str(part).decode_utf8_lossy().into_owned();
        let parts: Vec<String> = rest
            .split('/')
            .filter(|part| !part.is_empty())
            .map(decode)
            .collect();
        match parts.as_slice() {
            [method] if method.eq_ignore_ascii_case("crm.controller.item.getfile") => Self::File,
            [method] => Self::Method {
                name: method_name(method),
                webhook: None,
            },
            [user, token, method] if user.bytes().all(|b| b.is_ascii_digit()) => Self::Method {
                name: method_name(method),
                webhook: Some((user.clone(), token.clone())),
            },
            // `/rest/api/…` is REST 3.
            _ => Self::Method {
                name: String::new(),
                webhook: None,
            },
        }
    }
}

/// In lower case, without the format.
fn method_name(text: &str) -> String {
    let name = text.to_ascii_lowercase();
    let short = name
        .strip_suffix(".json")
        .or_else(|| name.strip_suffix(".xml"))
        .map(str::to_owned);
    short.unwrap_or(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses() {
        let method = |name: &str, webhook: Option<(&str, &str)>| Route::Method {
            name: name.to_owned(),
            webhook: webhook.map(|(u, t)| (u.to_owned(), t.to_owned())),
        };
        assert_eq!(
            Route::parse("/rest/crm.contact.LIST.json"),
            method("crm.contact.list", None)
        );
        assert_eq!(
            Route::parse("/rest/1/abc/crm.contact.list/"),
            method("crm.contact.list", Some(("1", "abc")))
        );
        assert_eq!(Route::parse("/rest/profile"), method("profile", None));
        assert_eq!(Route::parse("/rest/api/tasks.task.get"), method("", None));
        assert_eq!(Route::parse("/"), Route::Nothing);
    }
}
