//! What the derives print, one snapshot per feature.

use proc_macro2::TokenStream;
use quote::quote;

use crate::{custom_fields, list_option};

fn pretty(expansion: TokenStream) -> String {
    let text = expansion.to_string();
    match syn::parse2(expansion) {
        Ok(file) => prettyplease::unparse(&file),
        Err(error) => panic!("{error}: {text}"),
    }
}

macro_rules! snapshots {
    ($($name:ident: $derive:path { $($input:tt)* })*) => {$(
        #[test]
        fn $name() {
            let mut settings = insta::Settings::clone_current();
            settings.set_omit_expression(true);
            settings.set_prepend_module_to_snapshot(false);
            settings.bind(|| {
                insta::assert_snapshot!(stringify!($name), pretty($derive(quote!($($input)*))));
            });
        }
    )*};
}

snapshots! {
    single: custom_fields::derive {
        #[bitrix24(entity = contact)]
        struct Loyalty {
            #[bitrix24(field = "UF_CRM_TIER")]
            tier: Option<String>,
        }
    }

    multiple: custom_fields::derive {
        #[bitrix24(entity = crm::item::contact)]
        struct Loyalty {
            #[bitrix24(field = "UF_CRM_VISITS")]
            visits: std::vec::Vec<bitrix24::Date>,
        }
    }

    label_docs_and_visibility: custom_fields::derive {
        #[bitrix24(entity = contact)]
        pub struct Loyalty {
            /// The level of the card.
            #[bitrix24(field = "UF_CRM_TIER", label = "Tier")]
            #[deprecated = "cards are gone"]
            pub r#type: Option<Tier>,
        }
    }

    name_ending_in_digits: custom_fields::derive {
        #[bitrix24(entity = contact)]
        struct Loyalty {
            #[bitrix24(field = "UF_CRM_1721244707107")]
            tier: Option<String>,
        }
    }

    // `ufCrm12` could be either.
    ambiguous_digits: custom_fields::derive {
        #[bitrix24(entity = contact)]
        struct Loyalty {
            #[bitrix24(field = "UF_CRM_12")]
            a: Option<String>,
            #[bitrix24(field = "UF_CRM_1_2")]
            b: Option<String>,
        }
    }

    crate_path: custom_fields::derive {
        #[bitrix24(entity = self::contact, crate = my::sdk)]
        struct Loyalty {
            #[bitrix24(field = "UF_CRM_TIER")]
            tier: Option<String>,
        }
    }

    wanted_of_the_portal: custom_fields::derive {
        #[bitrix24(entity = contact)]
        struct Loyalty {
            #[bitrix24(field = "UF_CRM_TIER", label = "Tier", mandatory, show_in_list = false)]
            tier: Option<OptionId<Tier>>,
        }
    }

    no_fields: custom_fields::derive {
        #[bitrix24(entity = contact)]
        struct Nothing {}
    }

    list_option_with_other: list_option::derive {
        enum Tier {
            #[bitrix24(id = 44)]
            Gold,
            #[bitrix24(id = 46)]
            Silver,
            #[bitrix24(other)]
            Other(i64),
        }
    }

    list_option_by_text: list_option::derive {
        enum Tier {
            #[bitrix24(value = "Gold")]
            Gold,
            #[bitrix24(value = "Silver card")]
            Silver,
        }
    }

    list_option_closed: list_option::derive {
        #[bitrix24(crate = crate)]
        enum Tier {
            #[bitrix24(id = 44)]
            Gold,
        }
    }
}

/// Input that is no item at all is `syn`'s to report, and never a panic.
#[test]
fn no_item() {
    for derive in [custom_fields::derive, list_option::derive] {
        assert!(derive(quote!(struct)).to_string().contains("compile_error"));
    }
}
