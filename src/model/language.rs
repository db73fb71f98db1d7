//! The languages people see.

use std::borrow::Cow;

use super::Business;

/// A language of labels, notes and numbers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Language {
    /// French, as written in France.
    #[default]
    French,
    /// English.
    English,
}

impl Language {
    /// Every language with its ISO 639 code.
    pub const ALL: [(&'static str, Self); 2] = [("fr", Self::French), ("en", Self::English)];

    /// The language of an ISO 639 code.
    ///
    /// ```
    /// use bilan::model::Language;
    /// assert_eq!(Language::of("fr"), Some(Language::French));
    /// ```
    pub fn of(code: &str) -> Option<Self> {
        Self::ALL.iter().find(|(known, _)| *known == code).map(|(_, language)| *language)
    }

    /// The language of a business: as said, else French for France and English elsewhere.
    pub fn of_business(business: &Business) -> Self {
        let of_country = if business.country.as_deref() == Some("FR") { Self::French } else { Self::English };
        business.language.as_deref().and_then(Self::of).unwrap_or(of_country)
    }

    /// Its ISO 639 code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::French => "fr",
            Self::English => "en",
        }
    }
}

/// A phrase in every language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wording {
    /// In French.
    pub fr: Cow<'static, str>,
    /// In English.
    pub en: Cow<'static, str>,
}

impl Wording {
    /// A fixed phrase.
    pub const fn fixed(fr: &'static str, en: &'static str) -> Self {
        Self { fr: Cow::Borrowed(fr), en: Cow::Borrowed(en) }
    }

    /// A phrase made at run time.
    pub fn made(fr: impl Into<String>, en: impl Into<String>) -> Self {
        Self { fr: Cow::Owned(fr.into()), en: Cow::Owned(en.into()) }
    }

    /// The phrase in a language.
    pub fn text(&self, language: Language) -> &str {
        match language {
            Language::French => &self.fr,
            Language::English => &self.en,
        }
    }
}
