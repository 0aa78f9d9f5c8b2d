//! Words that the platform writes together, apart: `productrow` is `product_row` for people.
//!
//! What modules, functions, types and identifiers are called follows from wire names, some of which hold no sign of where one
//! word ends. Names of fields stay as they are, for they are looked up by what is documented.

use std::collections::BTreeMap;

use crate::model::{Model, Path};

/// Respells names of a model.
pub(super) fn apply(model: &mut Model, words: &BTreeMap<String, String>) {
    if words.is_empty() {
        return;
    }
    let apart = |name: &mut String| respell(name, words);
    let every = |names: &mut Vec<String>| names.iter_mut().for_each(apart);
    let path = |path: &mut Path| {
        every(&mut path.module);
        apart(&mut path.name);
    };
    for file in &mut model.files {
        every(&mut file.module);
    }
    for ty in &mut model.types {
        ty.path.iter_mut().for_each(path);
    }
    for entity in &mut model.entities {
        apart(&mut entity.name);
        every(&mut entity.module);
    }
    for id in &mut model.ids {
        every(&mut id.target);
    }
    for method in &mut model.methods {
        every(&mut method.path);
    }
    for event in &mut model.events {
        apart(&mut event.short_name);
    }
    for callback in &mut model.callbacks {
        apart(&mut callback.name);
    }
    for placement in &mut model.placements {
        apart(&mut placement.name);
    }
}

fn respell(name: &mut String, words: &BTreeMap<String, String>) {
    let known = name.split('_').any(|word| words.contains_key(word));
    if known {
        let apart = name
            .split('_')
            .map(|word| words.get(word).map_or(word, String::as_str));
        *name = apart.collect::<Vec<_>>().join("_");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_words_come_apart() {
        let words = BTreeMap::from([("productrow".to_owned(), "product_row".to_owned())]);
        for (name, apart) in [
            ("productrow", "product_row"),
            ("crm_productrow_saved", "crm_product_row_saved"),
            ("productrows", "productrows"),
        ] {
            let mut respelled = name.to_owned();
            respell(&mut respelled, &words);
            assert_eq!(respelled, apart);
        }
    }
}
