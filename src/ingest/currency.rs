//! Currency codes and signs next to amounts and in headers, and amounts in them beside those of the books.

use crate::model::{ForeignAmount, Money};

/// An ISO 4217 code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Currency([u8; 3]);

/// ISO 4217 codes in use, and those the euro replaced; other words of three letters (TTC, TVA) are no currency.
const CODES: &str = "AED AFN ALL AMD ANG AOA ARS ATS AUD AWG AZN BAM BBD BDT BEF BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF \
                     CLP CNY COP CRC CUP CVE CYP CZK DEM DJF DKK DOP DZD EEK EGP ERN ESP ETB EUR FIM FJD FKP FRF GBP GEL GHS GIP GMD GNF GRD \
                     GTQ GYD HKD HNL HRK HTG HUF IDR IEP ILS INR IQD IRR ISK ITL JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR \
                     LRD LSL LTL LUF LVL LYD MAD MDL MGA MKD MMK MNT MOP MRU MTL MUR MVR MWK MXN MYR MZN NAD NGN NIO NLG NOK NPR NZD OMR PAB \
                     PEN PGK PHP PKR PLN PTE PYG QAR ROL RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SIT SKK SLE SOS SRD SSP STN SVC SYP SZL \
                     THB TJS TMT TND TOP TRL TRY TTD TWD TZS UAH UGX USD UYU UZS VES VND VUV WST XAF XCD XOF XPF YER ZAR ZMW ZWL";

impl Currency {
    const EUR: Self = Self(*b"EUR");
    const USD: Self = Self(*b"USD");
    const GBP: Self = Self(*b"GBP");

    /// A code or a sign: `EUR`, `€`, `EURO`.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        match text {
            "€" => return Some(Self::EUR),
            "$" => return Some(Self::USD),
            "£" => return Some(Self::GBP),
            _ if text.eq_ignore_ascii_case("euro") || text.eq_ignore_ascii_case("euros") => return Some(Self::EUR),
            _ => {}
        }
        let code: [u8; 3] = text.as_bytes().try_into().ok()?;
        CODES.split_whitespace().any(|known| known == text).then_some(Self(code))
    }

    /// The currency a header names: `Amount (EUR)`, `Montant HT (€)`, `Total en €`, with the header before it.
    pub(crate) fn of_header(header: &str) -> Option<(Self, &str)> {
        let header = header.trim();
        if let Some((before, inner)) = header.strip_suffix(')').and_then(|open| open.rsplit_once('('))
            && let Some(currency) = Self::parse(inner.trim())
        {
            return Some((currency, before.trim()));
        }
        let (before, last) = header.rsplit_once(char::is_whitespace)?;
        let currency = Self::parse(last)?;
        Some((currency, before.trim().strip_suffix(" en").unwrap_or(before).trim()))
    }

    pub(crate) fn code(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or_default()
    }
}

/// An amount in another currency, or its currency, cannot be read. No figure needs it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Unread;

/// What an entry says in another currency, on the side of the amount of the books: files differ in whether they sign it. None where no amount or
/// no currency is stated, or where an unknown currency has the amount of the books again.
pub(super) fn foreign(written: Money, currency: &str, amount: Money) -> Result<Option<ForeignAmount>, Unread> {
    if written == Money::ZERO || currency.is_empty() {
        return Ok(None);
    }
    let is_other = amount != Money::ZERO && written.is_negative() != amount.is_negative();
    let signed = if is_other { written.negated() } else { written };
    match Currency::parse(currency.to_ascii_uppercase().as_str()) {
        Some(known) => Ok(ForeignAmount::new(signed, known.code())),
        None if signed == amount => Ok(None),
        None => Err(Unread),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_name_currencies() {
        let found = |header| Currency::of_header(header).map(|(currency, rest)| (currency.code().to_owned(), rest.to_owned()));
        let expected = |code: &str, rest: &str| Some((code.to_owned(), rest.to_owned()));
        assert_eq!(found("Amount (EUR)"), expected("EUR", "Amount"));
        assert_eq!(found("Billable Amount (EURO)"), expected("EUR", "Billable Amount"));
        assert_eq!(found("Montant HT (€)"), expected("EUR", "Montant HT"));
        assert_eq!(found("Montant HT en €"), expected("EUR", "Montant HT"));
        assert_eq!(found("Total USD"), expected("USD", "Total"));
        assert_eq!(found("Amount ()"), None);
        assert_eq!(found("Duration (h)"), None);
        assert_eq!(found("Montant (TTC)"), None);
        assert_eq!(found("Montant TTC"), None);
    }
}
