package letters

import (
	"fmt"

	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/platform/dutch"
	"github.com/deschoor/meedoen/platform/pdf"
	"github.com/deschoor/meedoen/services/volunteers/internal/domain"
)

// Statement is what stands in a statement of the hours of a year (verklaring van vrijwilligerswerk, of van stage).
type Statement struct {
	Organisation string
	Place        string
	Person       string
	GivenName    string // by which the person is thanked; may be empty
	Year         int
	Date         civil.Date // on which it is written
	Roles        []domain.WorkedRole
}

// PDF answers the statement as a document. Errors: pdf.ErrLetter.
func (s Statement) PDF() ([]byte, error) {
	d, err := begin(s.Title(), s.Organisation, s.Date)
	if err != nil {
		return nil, err
	}
	d.Paragraph(s.Organisation + " in " + s.Place + " verklaart dat")
	d.Strong(s.Person)
	d.Paragraph(s.did())
	d.Table([]pdf.Column{
		{Head: "Functie", Width: 0.27}, {Head: "Onderdeel", Width: 0.19}, {Head: "Van", Width: 0.18},
		{Head: "Tot en met", Width: 0.18}, {Head: "Tijd", Width: 0.18, Right: true},
	}, s.rows(), []string{"Samen", "", "", "", clock(domain.WorkedMinutes(s.Roles))})
	d.Paragraph("Dat is samen " + Duration(domain.WorkedMinutes(s.Roles)) + ". Deze tijd is door " + s.Organisation +
		" goedgekeurd.")
	d.Heading("Dank je wel")
	for _, text := range s.thanks() {
		d.Paragraph(text)
	}
	d.Heading("Ondertekening")
	d.Paragraph(s.Place + ", " + dutch.Day(s.Date))
	d.Signatures(pdf.Party{Name: "Namens " + s.Organisation, Blanks: []string{"Naam", "Functie", "Handtekening"}})
	return d.Bytes()
}

// Title says what is stated.
func (s Statement) Title() string {
	var words []string
	for _, kind := range domain.WorkedKinds(s.Roles) {
		words = append(words, work(kind))
	}
	return "Verklaring van " + dutch.And(words)
}

// did says as what the person worked, and in which time.
func (s Statement) did() string {
	as := map[domain.EngagementKind]string{
		domain.Volunteer: "als vrijwilliger heeft meegewerkt", domain.Intern: "stage heeft gelopen",
	}
	var words []string
	for _, kind := range domain.WorkedKinds(s.Roles) {
		words = append(words, as[kind])
	}
	when := fmt.Sprintf("in %d ", s.Year)
	if s.Date.Year == s.Year {
		when = fmt.Sprintf("in %d, tot en met %s, ", s.Year, dutch.Day(s.Date))
	}
	return when + dutch.And(words) + "."
}

// rows are the lines of the table.
func (s Statement) rows() (rows [][]string) {
	both := len(domain.WorkedKinds(s.Roles)) > 1
	for _, r := range s.Roles {
		name := r.Name
		if both && r.Kind == domain.Intern {
			name += " (stage)"
		}
		rows = append(rows, []string{name, spoken(r.Programme), dutch.DayOfYear(r.First), dutch.DayOfYear(r.Last), clock(r.Minutes)})
	}
	return rows
}

// clock answers minutes as hours and minutes in figures, which stand under each other.
func clock(minutes int) string { return fmt.Sprintf("%d uur %02d min", minutes/60, minutes%60) }

// thanks says thanks, to an intern as to who learned, and to a volunteer as to who gave time.
func (s Statement) thanks() []string {
	name := s.GivenName
	if name == "" {
		name = s.Person
	}
	first := "Beste " + name + ","
	when, time := fmt.Sprintf("in %d ", s.Year), Duration(domain.WorkedMinutes(s.Roles))
	kinds := domain.WorkedKinds(s.Roles)
	switch {
	case len(kinds) > 1:
		return []string{first, "Je hebt " + when + "bij ons geleerd en ons daarnaast vrijwillig geholpen, samen " + time +
			". Dank je wel voor je tijd, je aandacht en wat je ons hebt laten zien. Mensen in " + s.Place +
			" hebben daar echt iets aan gehad."}
	case len(kinds) == 1 && kinds[0] == domain.Intern:
		return []string{first, "Je hebt " + when + time + " bij ons stage gelopen. Dank je wel voor je inzet, je " +
			"nieuwsgierigheid en je frisse blik. Wij hopen dat je veel hebt geleerd, en wensen je alle goeds met wat je nu gaat doen."}
	}
	return []string{first, "Je hebt " + when + time + " voor anderen klaargestaan, uit jezelf en zonder er iets voor terug te " +
		"vragen. Daar zijn wij je dankbaar voor, en met ons de mensen voor wie je er was. Zonder vrijwilligers zoals jij zou " +
		s.Place + " er anders uitzien."}
}
