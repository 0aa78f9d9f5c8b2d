//! What is printed for an enum with `#[derive(ListOption)]`.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};

use super::{Choice, Model};
use crate::attributes::Runtime;

pub(super) fn expand(model: &Model<'_>) -> TokenStream {
    let Model {
        ident,
        runtime: rt,
        options,
        other,
        deprecated,
    } = model;
    let from_other = match other {
        Some(other) => quote!(__other => Self::#other(__other)),
        None => quote!(_ => return ::core::option::Option::None),
    };
    let id_other = other.map(|other| quote!(Self::#other(__other) => *__other,));

    // Only where there is something to allow: a crate may forbid the lint.
    let deprecated = deprecated.then(|| quote!(#[allow(deprecated)]));
    let known = options.iter().map(|option| option.metadata(rt));
    let known = quote! {
        const OPTIONS: &'static [#rt::CustomOption] = &[#(#known),*];
    };
    let variants: Vec<_> = options.iter().map(|option| option.ident).collect();
    // All have an id or none has.
    let ids: Vec<_> = options
        .iter()
        .filter_map(|option| option.id.as_ref().map(|(id, _)| id))
        .collect();
    if ids.is_empty() && !options.is_empty() {
        let values: Vec<_> = options
            .iter()
            .filter_map(|option| option.value.as_ref())
            .collect();
        return quote! {
            #[automatically_derived]
            #deprecated
            impl #rt::NamedOption for #ident {
                #known

                fn from_value(__value: &str) -> ::core::option::Option<Self> {
                    ::core::option::Option::Some(match __value {
                        #(#values => Self::#variants,)*
                        _ => return ::core::option::Option::None,
                    })
                }

                fn value(&self) -> &'static str {
                    match self {
                        #(Self::#variants => #values,)*
                    }
                }
            }
        };
    }

    quote! {
        #[automatically_derived]
        #deprecated
        impl #rt::ListOption for #ident {
            fn from_id(__id: i64) -> ::core::option::Option<Self> {
                ::core::option::Option::Some(match __id {
                    #(#ids => Self::#variants,)*
                    #from_other,
                })
            }

            fn id(&self) -> i64 {
                match self {
                    #(Self::#variants => #ids,)*
                    #id_other
                }
            }
        }

        #[automatically_derived]
        #deprecated
        impl #rt::CustomValue for #ident {
            const KIND: #rt::CustomKind = #rt::CustomKind::Enumeration;
            #known
            type Wire = Self;
            type Can = #rt::Can<#rt::Exact, #rt::Yes, #rt::Yes>;

            fn decode_custom(
                __slot: &mut dyn #rt::Slot,
            ) -> ::core::result::Result<::core::option::Option<Self>, #rt::DecodeError> {
                #rt::decode_option(__slot)
            }

            fn encode_custom(&self) -> #rt::Arg {
                #rt::Arg::Int(<Self as #rt::ListOption>::id(self))
            }
        }

        #[automatically_derived]
        #deprecated
        impl #rt::Encode for #ident {
            fn encode(&self) -> #rt::Arg {
                <Self as #rt::CustomValue>::encode_custom(self)
            }
        }
    }
}

impl Choice<'_> {
    fn metadata(&self, rt: &Runtime) -> TokenStream {
        let name = self.ident.to_string();
        let name = name.strip_prefix("r#").unwrap_or(&name);
        let id = option(self.id.as_ref().map(|(id, _)| id));
        let value = option(self.value.as_ref());
        quote!(#rt::CustomOption::new(#name, #id, #value))
    }
}

fn option<T: ToTokens>(value: Option<T>) -> TokenStream {
    match value {
        Some(value) => quote!(::core::option::Option::Some(#value)),
        None => quote!(::core::option::Option::None),
    }
}
