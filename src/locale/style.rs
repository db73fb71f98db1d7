//! Styles of numbers, as values.

/// How much of a number is shown, and in which characters. Start from a constant and change fields:
///
/// ```
/// use bilan::locale::{self, NumberStyle};
/// use bilan::model::Measure;
/// let mut style = NumberStyle::BLOG;
/// style.money_prefix = "≈ ";
/// assert_eq!(locale::FR.with_style(style).figure(Measure::Money, 13_500.into(), "EUR"), "≈ 13.5 K€");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct NumberStyle {
    /// The unit of money totals.
    pub scale: Scale,
    /// Printed before every money total, never before days, rates or percentages.
    pub money_prefix: &'static str,
    /// Decimals of an amount per day that is not whole.
    pub rate_decimals: u32,
    /// Most decimals of days; trailing zeros are not shown.
    pub day_decimals: u32,
    /// Most decimals of a number without unit; trailing zeros are not shown.
    pub index_decimals: u32,
    /// Which spaces and decimal marks.
    pub marks: Marks,
    /// How a table is laid out on a terminal.
    pub layout: Layout,
}

/// The unit of money totals.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Scale {
    /// The currency unit: whole if the total is, else with cents.
    Units,
    /// Thousands: one decimal below 100, none above. A total that would round to nothing is shown in units.
    Thousands,
}

/// Which spaces and decimal marks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Marks {
    /// Those of Unicode CLDR for the language, no-break spaces included.
    Cldr,
    /// Those of a blog post: the space is U+0020, the decimal mark a point, `%` and the currency of a rate follow unspaced.
    Blog,
}

/// How a table is laid out on a terminal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Layout {
    /// Numbers aligned on the right; the business stands above the table, source, basis and notes below.
    Report,
    /// Everything aligned on the left, two spaces between columns, and the table alone: to be pasted.
    Published,
}

impl NumberStyle {
    /// Amounts in units: `138 000 €`, `788,57 €`, `-8 %`.
    pub const PLAIN: Self = Self {
        scale: Scale::Units,
        money_prefix: "",
        rate_decimals: 2,
        day_decimals: 2,
        index_decimals: 4,
        marks: Marks::Cldr,
        layout: Layout::Report,
    };
    /// Totals in thousands: `138 K€`, `13,5 K€`; rates whole: `789 €`.
    pub const COMPACT: Self = Self { scale: Scale::Thousands, rate_decimals: 0, ..Self::PLAIN };
    /// As in a blog post: `~13.5 K€`, `789€`, `-8%`, `+3.6%`.
    pub const BLOG: Self = Self { money_prefix: "~", marks: Marks::Blog, layout: Layout::Published, ..Self::COMPACT };

    /// Every named style with the word that names it.
    pub const ALL: [(&'static str, Self); 3] = [("plain", Self::PLAIN), ("compact", Self::COMPACT), ("blog", Self::BLOG)];
}

impl Default for NumberStyle {
    fn default() -> Self {
        Self::PLAIN
    }
}
