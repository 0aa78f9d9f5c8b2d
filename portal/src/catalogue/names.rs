//! Spellings: `LAST_NAME`, `lastName`, `UF_CRM_TIER`, `ufCrmTier`.

/// `lastName` → `LAST_NAME`; `parentId128` → `PARENT_ID_128` is left to whoever knows that it is a family of names.
pub(crate) fn upper(camel: &str) -> String {
    let mut out = String::with_capacity(camel.len() + 4);
    let mut before = '_';
    for c in camel.chars() {
        if c.is_ascii_uppercase() && before.is_ascii_lowercase() {
            out.push('_');
        }
        out.push(c.to_ascii_uppercase());
        before = c;
    }
    out
}

/// `UF_CRM_TIER` → `ufCrmTier`; the last segment keeps its underscore when it is a number: `ufCrm44_172`.
pub(crate) fn camel(upper: &str) -> String {
    let segments: Vec<&str> = upper.split('_').filter(|s| !s.is_empty()).collect();
    let mut out = String::with_capacity(upper.len());
    for (index, segment) in segments.iter().enumerate() {
        if index == 0 {
            out.push_str(&segment.to_lowercase());
            continue;
        }
        if index + 1 == segments.len() && segment.bytes().all(|b| b.is_ascii_digit()) {
            out.push('_');
        }
        let mut chars = segment.chars();
        if let Some(first) = chars.next() {
            out.extend(first.to_uppercase());
            out.push_str(&chars.as_str().to_lowercase());
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn custom_fields_are_respelled() {
        assert_eq!(camel("UF_CRM_TIER"), "ufCrmTier");
        assert_eq!(camel("UF_CRM_1721244707107"), "ufCrm_1721244707107");
        assert_eq!(camel("UF_CRM_44_172"), "ufCrm44_172");
        assert_eq!(upper("createdTime"), "CREATED_TIME");
        assert_eq!(upper("assignedById"), "ASSIGNED_BY_ID");
    }
}
