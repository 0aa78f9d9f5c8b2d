//! What the protocol's own error codes mean.

use super::Refusal;
use crate::method::ErrorKind;

/// Codes that any method may answer. Methods bring their own besides, and theirs come first.
const PROTOCOL: &[(&str, ErrorKind)] = &[
    ("QUERY_LIMIT_EXCEEDED", ErrorKind::Limit),
    ("OPERATION_TIME_LIMIT", ErrorKind::Limit),
    ("OVERLOAD_LIMIT", ErrorKind::Limit),
    ("NO_AUTH_FOUND", ErrorKind::Auth),
    ("expired_token", ErrorKind::Auth),
    ("invalid_token", ErrorKind::Auth),
    ("invalid_grant", ErrorKind::Auth),
    ("invalid_client", ErrorKind::Auth),
    ("authorization_error", ErrorKind::Auth),
    ("INVALID_CREDENTIALS", ErrorKind::Auth),
    ("WRONG_AUTH_TYPE", ErrorKind::Auth),
    ("ACCESS_DENIED", ErrorKind::Access),
    ("insufficient_scope", ErrorKind::Access),
    ("invalid_scope", ErrorKind::Access),
    ("user_access_error", ErrorKind::Access),
    ("allowed_only_intranet_user", ErrorKind::Access),
    ("PAYMENT_REQUIRED", ErrorKind::Access),
    ("PORTAL_DELETED", ErrorKind::Access),
    ("NOT_FOUND", ErrorKind::NotFound),
    ("ERROR_NOT_FOUND", ErrorKind::NotFound),
    // A method that does not exist is a mistake in the call, and not a record to do without.
    ("ERROR_METHOD_NOT_FOUND", ErrorKind::Invalid),
    ("ERROR_ARGUMENT", ErrorKind::Invalid),
    ("INVALID_ARG_VALUE", ErrorKind::Invalid),
    ("INVALID_REQUEST", ErrorKind::Invalid),
    ("ERROR_BATCH_LENGTH_EXCEEDED", ErrorKind::Invalid),
    ("ERROR_BATCH_METHOD_NOT_ALLOWED", ErrorKind::Invalid),
    ("INTERNAL_SERVER_ERROR", ErrorKind::Server),
    ("ERROR_UNEXPECTED_ANSWER", ErrorKind::Server),
];

/// What a refusal means, if that is known.
pub(super) fn kind(
    errors: &[(&str, ErrorKind)],
    refusal: &Refusal,
    status: Option<u16>,
) -> Option<ErrorKind> {
    let code = refusal.code.as_str();
    let known = errors.iter().find(|(known, _)| *known == code);
    if let Some((_, kind)) = known.or_else(|| {
        PROTOCOL
            .iter()
            .find(|(known, _)| known.eq_ignore_ascii_case(code))
    }) {
        return Some(*kind);
    }
    if matches!(code, "" | "0" | "100") {
        return Some(by_text(&refusal.text))
            .filter(|_| status.is_none_or(|status| status < 500))
            .or(Some(ErrorKind::Server));
    }
    // `ERROR_CORE` is whatever went wrong: a rule that was broken, or with a status of 500 the platform itself.
    status
        .filter(|status| *status >= 500)
        .map(|_| ErrorKind::Server)
}

/// Where the code says nothing, the platform's English constants tell rights and missing records from wrong parameters.
fn by_text(text: &str) -> ErrorKind {
    let text = text.trim_end_matches(['.', '!']);
    if text == "Access denied" {
        ErrorKind::Access
    } else if text == "Not found" || text.ends_with(" is not found") {
        ErrorKind::NotFound
    } else {
        ErrorKind::Invalid
    }
}
