package domain

import (
	"strings"
	"time"

	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/person"
)

// EarlySignal is that a partner told of arrears of a resident (vroegsignaal).
type EarlySignal struct {
	ID           string
	Partner      string // the name of the contract's EarlySignalPartner
	PartnerName  string
	Reference    string // what the partner calls it
	Arrears      int64  // in cents
	Arisen       civil.Date
	Date         civil.Date // when the partner told it
	Crisis       bool
	WarmTransfer bool
	Person       person.Person
	Address      Address
	Placing      // where it went
	Recorder     string
	Created      time.Time
}

// Placing is where a signal went: into a case, or to who helps already.
type Placing struct {
	CaseID       string
	Result       EarlyResult // why no case began; empty where it is in one
	TrajectoryID string      // that runs
	ClientID     string      // who it is about, where that is known
}

// Preconditions are what a partner did before it told of arrears (Besluit gemeentelijke schuldhulpverlening).
type Preconditions struct{ Contact, HelpNamed, Reminded, TransferOffered bool }

// Days answers how many days it was in arrears when it was told.
func (s EarlySignal) Days() int { return s.Arisen.DaysUntil(s.Date) }

// Check answers every rule that a signal breaks, by field. Values of a resident stand in no text.
func (s EarlySignal) Check(met Preconditions, rules EarlyRules, today civil.Date) []fault.Field {
	broken := append(s.Person.Check(today), s.Address.check()...)
	for field, text := range map[string]string{"house_number": s.Address.HouseNumber, "postcode": s.Address.Postcode} {
		if text == "" {
			broken = append(broken, violation(field, "ADDRESS_MISSING", "Signals are matched by postal code and number of the house."))
		}
	}
	for field, text := range map[string]string{"partner_name": s.PartnerName, "partner_reference": s.Reference} {
		if strings.TrimSpace(text) == "" || !person.IsText(text) {
			broken = append(broken, violation(field, "TEXT_INVALID", "It is one line, and not empty."))
		}
	}
	return append(append(broken, met.check()...), s.checkDates(rules, today)...)
}

func (p Preconditions) check() (broken []fault.Field) {
	for field, met := range map[string]bool{
		"personal_contact": p.Contact, "debt_help_named": p.HelpNamed, "reminded": p.Reminded, "transfer_offered": p.TransferOffered,
	} {
		if !met {
			broken = append(broken, violation(field, "PRECONDITION_MISSING", "A partner does this before it tells of arrears."))
		}
	}
	return broken
}

// checkDates answers what is wrong with the dates, by the covenant that held when it was told. What is a crisis is never too
// old: an announced end of energy comes after the arrears of which one would have told early.
func (s EarlySignal) checkDates(rules EarlyRules, today civil.Date) (broken []fault.Field) {
	if s.Date.IsZero() || s.Arisen.IsZero() {
		return nil
	}
	if s.Date.After(today) {
		broken = append(broken, violation("signal_date", "DATE_AHEAD", "%s has not come yet.", s.Date))
	}
	if _, is := rules.on(NoBasis, s.Partner, s.Date); is {
		broken = append(broken, violation("partner", "NO_LEGAL_BASIS", "This kind of partner may not tell of arrears."))
	}
	least, most := rules.arrears(s.Partner, s.Date)
	switch days := s.Days(); {
	case days < 0:
		broken = append(broken, violation("arisen_date", "ARISEN_AFTER_SIGNAL", "It was told on %s.", s.Date))
	case days < least:
		broken = append(broken, violation("arisen_date", "ARREARS_TOO_RECENT", "This partner tells of arrears of %d days or more.",
			least))
	case most > 0 && days > most && !s.Crisis:
		broken = append(broken, violation("arisen_date", "ARREARS_TOO_OLD", "This partner tells of arrears of %d days at most.",
			most))
	}
	return broken
}
