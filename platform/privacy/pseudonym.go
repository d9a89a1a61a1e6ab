package privacy

import "strconv"

// Counted answers the pseudonym under which a person is counted in the local year of the fact: 43 characters of base64url.
// It is one for one person and year, in every service and for ever, also after an erasure. Those of two years cannot be
// joined, so no distinct count spans years.
func (p *Privacy) Counted(id string, year int) string {
	return mac(p.counting.For("counting/"+strconv.Itoa(year)), []string{id})
}

// Logged answers the pseudonym of a data subject in the processing log, which no event and no figure has.
func (p *Privacy) Logged(id string) string {
	return mac(p.counting.For("processing-log"), []string{id})
}
