//! Addresses: `/rest/{method}[.json|.xml]`, `/rest/{user}/{token}/{method}`, and those of OAuth, files and the control.

use percent_encoding::percent_decode_str;

/// What an address asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Route {
    /// A method, with the user and token of a webhook if they are in the address.
    Method {
        name: String,
        webhook: Option<(String, String)>,
        xml: bool,
    },
    /// A method of REST 3, with the user and token of a webhook if they are in the address.
    Third {
        name: String,
        webhook: Option<(String, String)>,
    },
    /// A file, by the id in the query.
    File,
    /// Where a user agrees to an application.
    Authorize,
    /// Where codes and refresh tokens are exchanged.
    Token,
    /// What only a stand-in has, by the part after `/portal/`.
    Control(String),
    Nothing,
}

impl Route {
    pub(super) fn parse(path: &str) -> Self {
        if path.ends_with("show_file.php")
            || path == "/bitrix/services/main/ajax.php"
            || path.starts_with("/disk/")
        {
            return Self::File;
        }
        if let Some(what) = path.strip_prefix("/portal/") {
            return Self::Control(what.trim_end_matches('/').to_owned());
        }
        match path.trim_end_matches('/') {
            "/oauth/authorize" => return Self::Authorize,
            "/oauth/token" => return Self::Token,
            _ => {}
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
            [api, rest @ ..] if api == "api" => match rest {
                [method] => Self::third(method, None),
                [user, token, method] => Self::third(method, Some((user.clone(), token.clone()))),
                _ => Self::third("", None),
            },
            [method] if method.eq_ignore_ascii_case("crm.controller.item.getfile") => Self::File,
            [method] => Self::method(method, None),
            [user, token, method] if user.bytes().all(|b| b.is_ascii_digit()) => {
                Self::method(method, Some((user.clone(), token.clone())))
            }
            _ => Self::method("", None),
        }
    }

    fn third(text: &str, webhook: Option<(String, String)>) -> Self {
        Self::Third {
            name: text.to_ascii_lowercase(),
            webhook,
        }
    }

    /// In lower case, without the format.
    fn method(text: &str, webhook: Option<(String, String)>) -> Self {
        let mut name = text.to_ascii_lowercase();
        let xml = name.ends_with(".xml");
        if xml || name.ends_with(".json") {
            name.truncate(name.rfind('.').unwrap_or_default());
        }
        Self::Method { name, webhook, xml }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses() {
        let method = |name: &str, webhook: Option<(&str, &str)>, xml| Route::Method {
            name: name.to_owned(),
            webhook: webhook.map(|(u, t)| (u.to_owned(), t.to_owned())),
            xml,
        };
        for (path, route) in [
            (
                "/rest/crm.contact.LIST.json",
                method("crm.contact.list", None, false),
            ),
            (
                "/rest/1/abc/crm.contact.list/",
                method("crm.contact.list", Some(("1", "abc")), false),
            ),
            ("/rest/profile.XML/", method("profile", None, true)),
            (
                "/rest/api/Tasks.task.get",
                Route::third("tasks.task.get", None),
            ),
            (
                "/rest/api/1/abc/batch/",
                Route::third("batch", Some(("1".to_owned(), "abc".to_owned()))),
            ),
            ("/oauth/token/", Route::Token),
            ("/oauth/authorize", Route::Authorize),
            ("/portal/troubles", Route::Control("troubles".to_owned())),
            ("/", Route::Nothing),
        ] {
            assert_eq!(Route::parse(path), route, "{path}");
        }
    }
}
