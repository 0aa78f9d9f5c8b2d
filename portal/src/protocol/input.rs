//! Parameters of a request: the query, over it the body, in whatever form it came.

use serde_json::{Map, Value};

use crate::php;

/// Parameters, and what came with them to say who is calling.
#[derive(Debug)]
pub(super) struct Input {
    pub(super) params: Value,
    pub(super) token: Option<String>,
    /// Source key of offline events.
    pub(super) connector: String,
    /// The caller's own, which no method sees.
    pub(super) state: Option<String>,
}

impl Input {
    pub(super) async fn read(
        query: &str,
        content_type: &str,
        authorization: &str,
        body: &[u8],
    ) -> Self {
        let mut params = php::parse(query.as_bytes());
        params.extend(read_body(content_type, body).await);
        let state = params.remove("state").as_ref().and_then(php::text);
        let bearer = authorization
            .split_once(' ')
            .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("Bearer"));
        let mut token = bearer.map(|(_, token)| token.trim().to_owned());
        for name in ["auth", "access_token"] {
            // The token can be the client's own parameter only when it is text.
            if let Some(Value::String(text)) = params.get(name) {
                token.get_or_insert_with(|| text.clone());
                params.remove(name);
            }
        }
        let connector = params.get("auth_connector").and_then(php::text);
        Self {
            params: Value::Object(params),
            token: token.filter(|t| !t.is_empty()),
            connector: connector.unwrap_or_default(),
            state,
        }
    }
}

/// A form if it says so. Otherwise JSON, and what is no JSON object counts as nothing.
async fn read_body(content_type: &str, body: &[u8]) -> Map<String, Value> {
    let kind = content_type.to_ascii_lowercase();
    let form = if kind.starts_with("application/x-www-form-urlencoded") {
        php::parse(body)
    } else if kind.starts_with("multipart/form-data") {
        multipart(content_type, body).await
    } else {
        Map::new()
    };
    if !form.is_empty() {
        return form;
    }
    match serde_json::from_slice(body).map(php::normalise) {
        Ok(Value::Object(map)) => map,
        Ok(Value::Array(items)) => items
            .into_iter()
            .enumerate()
            .map(|(i, v)| (i.to_string(), v))
            .collect(),
        _ => Map::new(),
    }
}

/// Parts up to the first one that is broken. Files are no parameters: methods take them inside the others.
async fn multipart(content_type: &str, body: &[u8]) -> Map<String, Value> {
    let Ok(boundary) = multer::parse_boundary(content_type) else {
        return Map::new();
    };
    let mut parts = multer::Multipart::with_reader(body, boundary);
    let mut variables = Vec::new();
    while let Ok(Some(part)) = parts.next_field().await {
        let name = part.name().map(str::to_owned);
        let file = part.file_name().is_some();
        let Ok(content) = part.bytes().await else {
            break;
        };
        if let Some(name) = name.filter(|_| !file) {
            variables.push((name, String::from_utf8_lossy(&content).into_owned()));
        }
    }
    php::tree(variables.into_iter())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    fn read(query: &str, kind: &str, body: &[u8]) -> Input {
        let runtime = tokio::runtime::Builder::new_current_thread().build();
        runtime
            .unwrap()
            .block_on(Input::read(query, kind, "", body))
    }

    fn params(query: &str, kind: &str, body: &str) -> Value {
        read(query, kind, body.as_bytes()).params
    }

    #[test]
    fn the_body_wins_and_bad_json_is_nothing() {
        assert_eq!(
            params("id=1&x=2", "application/json", r#"{"id": 5}"#),
            json!({"id": 5, "x": "2"})
        );
        assert_eq!(params("id=1", "application/json", "{"), json!({"id": "1"}));
        assert_eq!(
            params("", "application/x-www-form-urlencoded", "id=7&state=x"),
            json!({"id": "7"})
        );
    }

    #[test]
    fn parts_are_variables_and_files_are_not() {
        let body = "--X\r\nContent-Disposition: form-data; name=\"fields[NAME]\"\r\n\r\nAda\r\n\
            --X\r\nContent-Disposition: form-data; name=\"f\"; filename=\"a.txt\"\r\n\r\nhello\r\n\
            --X\r\nContent-Disposition: form-data; name=\"select[]\"\r\n\r\nID\r\n--X--\r\n";
        assert_eq!(
            params("", "multipart/form-data; boundary=X", body),
            json!({"fields": {"NAME": "Ada"}, "select": ["ID"]})
        );
        let cut = &body[..body.len() - 60];
        assert_eq!(
            params("", "multipart/form-data; boundary=X", cut),
            json!({"fields": {"NAME": "Ada"}})
        );
    }

    #[test]
    fn the_source_key_stays_a_parameter() {
        let input = read("auth_connector=sync&auth=t", "", b"");
        assert_eq!(input.connector, "sync");
        assert_eq!(input.params, json!({"auth_connector": "sync"}));
    }

    proptest! {
        #[test]
        fn any_body_is_read(
            query in ".{0,40}",
            kind in "application/(json|x-www-form-urlencoded)|multipart/form-data(; boundary=(X|\\PC{0,4}))?",
            body in prop::collection::vec(any::<u8>(), 0..80),
        ) {
            read(&query, &kind, &body);
        }
    }
}
