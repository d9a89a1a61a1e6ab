package domain

// EarlyFigures are how many signals came in a period, and what became of the cases that began in it.
type EarlyFigures struct {
	ByPartner   []EarlyPartnerFigure
	WithoutCase int64
	Cases       int64
	TakenUp     int64
	Contacts    int64
	Reached     int64
	Accepted    int64
	InTime      int64
}

// EarlyPartnerFigure is how many signals came of one kind of partner.
type EarlyPartnerFigure struct {
	Partner string
	Signals int64
}

// Signals answers how many there were of all partners.
func (f EarlyFigures) Signals() (sum int64) {
	for _, p := range f.ByPartner {
		sum += p.Signals
	}
	return sum
}

// Share answers a part of a whole in hundredths of a percent, half up; 0 of nothing.
func Share(part, whole int64) int64 {
	if whole == 0 {
		return 0
	}
	return (part*20_000 + whole) / (2 * whole)
}
