//! How the platform spells the name of a custom field.

/// The longest name that a portal stores.
const LONGEST: usize = 50;

/// What is wrong with a name, and what to write instead.
pub(crate) fn check(name: &str) -> Result<(), String> {
    if name.is_empty() {
        return Err("the name is empty: write the custom field's, such as `UF_CRM_TIER`".into());
    }
    if name.chars().all(allowed) {
        let Some(rest) = name.strip_prefix("UF_") else {
            return Err(format!(
                "the names of custom fields begin with `UF_`: write `UF_{}`, or the full name the portal shows",
                name.strip_prefix("UF")
                    .unwrap_or(name)
                    .trim_start_matches('_')
            ));
        };
        if rest.chars().all(|c| c == '_') {
            return Err(
                "the name ends after its prefix: write it in full, such as `UF_CRM_TIER`".into(),
            );
        }
    } else {
        let better = upper(name);
        if !better.chars().all(allowed) {
            return Err("names of custom fields have only `A`–`Z`, `0`–`9` and `_`: write it as the portal shows it, such as `UF_CRM_TIER`".into());
        }
        // In capitals it may still have other faults; those say what to write as well.
        return Err(match check(&better) {
            Ok(()) => format!("names of custom fields are in capitals: write `{better}`"),
            Err(message) => message,
        });
    }
    if name.len() > LONGEST {
        return Err(format!(
            "the name has {} characters, and a portal stores {LONGEST}: write the one it shows",
            name.len()
        ));
    }
    Ok(())
}

fn allowed(c: char) -> bool {
    c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_'
}

/// `ufCrmTier`, `uf_crm_tier` and `Uf-Crm-Tier` → `UF_CRM_TIER`: what was probably meant.
fn upper(name: &str) -> String {
    let mut out = String::with_capacity(name.len() + 4);
    let mut before = '_';
    for c in name.chars() {
        // A word begins at a capital; digits do only after `ufCrm`, as in `ufCrm44_172`.
        let word =
            c.is_ascii_uppercase() && (before.is_ascii_lowercase() || before.is_ascii_digit());
        let kind = c.is_ascii_digit() && out == "UF_CRM";
        if word || kind {
            out.push('_');
        }
        out.push(if matches!(c, '-' | ' ') {
            '_'
        } else {
            c.to_ascii_uppercase()
        });
        before = c;
    }
    out
}

/// How methods with camelCase names spell it: `UF_CRM_TIER` → `ufCrmTier`.
///
/// A last part of digits keeps its underscore (`ufCrm_1721244707107`, `ufCrm44_172`).
pub(crate) fn camel(name: &str) -> String {
    let (head, digits) = split_digits(name);
    let mut out = joined(head);
    if let Some(digits) = digits {
        out.push('_');
        out.push_str(digits);
    }
    out
}

/// The spelling of [`camel`] without that underscore, which some methods answer with.
pub(crate) fn camel_joined(name: &str) -> Option<String> {
    split_digits(name).1.map(|_| joined(name))
}

fn split_digits(name: &str) -> (&str, Option<&str>) {
    // Empty words count for nothing, at the end too.
    match name.trim_end_matches('_').rsplit_once('_') {
        Some((head, last)) if !last.is_empty() && last.bytes().all(|b| b.is_ascii_digit()) => {
            (head, Some(last))
        }
        _ => (name, None),
    }
}

fn joined(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    for part in name.split('_') {
        let begun = !out.is_empty();
        let mut letters = part.chars();
        if let Some(first) = letters.next() {
            out.push(if begun {
                first
            } else {
                first.to_ascii_lowercase()
            });
        }
        out.extend(letters.map(|c| c.to_ascii_lowercase()));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spells_as_the_platform_does() {
        for (name, expected, other) in [
            ("UF_CRM_TIER", "ufCrmTier", None),
            (
                "UF_CRM_1721244707107",
                "ufCrm_1721244707107",
                Some("ufCrm1721244707107"),
            ),
            ("UF_CRM_44_172", "ufCrm44_172", Some("ufCrm44172")),
            ("UF_CRM_2_NAME", "ufCrm2Name", None),
            ("UF_CRM_A1_B", "ufCrmA1B", None),
            ("UF_CRM_TASK", "ufCrmTask", None),
            ("UF_TASK_WEBDAV_FILES", "ufTaskWebdavFiles", None),
            ("UF_CRM__12_", "ufCrm_12", Some("ufCrm12")),
        ] {
            assert_eq!(camel(name), expected);
            assert_eq!(camel_joined(name).as_deref(), other);
        }
    }

    #[test]
    fn says_what_was_meant() {
        for (name, part) in [
            ("", "is empty"),
            ("UF_", "ends after its prefix"),
            ("CRM_TIER", "write `UF_CRM_TIER`"),
            ("UFTIER", "write `UF_TIER`"),
            ("uf_crm_tier", "write `UF_CRM_TIER`"),
            ("ufCrmTier", "write `UF_CRM_TIER`"),
            ("ufCrm_1721244707107", "write `UF_CRM_1721244707107`"),
            ("ufCrm44_172", "write `UF_CRM_44_172`"),
            ("UF_CRM-TIER", "write `UF_CRM_TIER`"),
            ("UF_CRM_ТИР", "only `A`–`Z`"),
            ("tier", "write `UF_TIER`"),
            ("crm_tier", "write `UF_CRM_TIER`"),
        ] {
            let message = check(name).unwrap_err();
            assert!(message.contains(part), "{name}: {message}");
        }
        assert!(check(&format!("UF_{}", "A".repeat(47))).is_ok());
        let message = check(&format!("UF_{}", "A".repeat(48))).unwrap_err();
        assert!(message.contains("51 characters"), "{message}");
    }
}
