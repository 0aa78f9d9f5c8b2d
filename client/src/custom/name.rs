//! The two spellings of a custom field's name.

/// `UF_CRM_TIER` as `ufCrmTier`. A last word of digits keeps its underscore: `UF_CRM_1721244707107` is `ufCrm_1721244707107`,
/// `UF_CRM_44_172` is `ufCrm44_172`.
pub(crate) fn custom_camel(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    let mut words = name.split('_').filter(|word| !word.is_empty()).peekable();
    while let Some(word) = words.next() {
        let digits = word.bytes().all(|byte| byte.is_ascii_digit());
        if out.is_empty() {
            out.push_str(&word.to_ascii_lowercase());
            continue;
        }
        if digits && words.peek().is_none() {
            out.push('_');
        }
        let mut letters = word.chars();
        if let Some(first) = letters.next() {
            out.push(first.to_ascii_uppercase());
        }
        out.push_str(&letters.as_str().to_ascii_lowercase());
    }
    out
}

#[cfg(test)]
mod tests {
    use super::custom_camel;

    #[test]
    fn spellings() {
        for (name, camel) in [
            ("UF_CRM_TIER", "ufCrmTier"),
            ("UF_CRM_1721244707107", "ufCrm_1721244707107"),
            ("UF_CRM_44_172", "ufCrm44_172"),
            ("UF_CRM_2_NAME", "ufCrm2Name"),
            ("UF_CRM_A1_B", "ufCrmA1B"),
            ("UF", "uf"),
            ("", ""),
            ("__", ""),
        ] {
            assert_eq!(custom_camel(name), camel, "{name}");
        }
    }
}
