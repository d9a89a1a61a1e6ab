package letters

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/platform/dutch"
	"github.com/deschoor/meedoen/platform/pdf"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/domain"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/words"
)

// AccessReport is what stands in the access report of a client (inzageverslag).
type AccessReport struct {
	Sender     Sender
	Date       civil.Date
	First      civil.Date // and Last: of which time it tells, each zero where there is no bound
	Last       civil.Date
	Client     domain.Client
	Accesses   []domain.Access // oldest first
	Activities domain.Activities
	Zone       *time.Location
	WithNames  bool // who acted is named by the subject of the token, and not by role and number alone
}

const accessTitle = "Wie heeft uw gegevens gezien?"

// PDF answers the access report as a document: the same for the same facts. Error: pdf.ErrLetter.
func (r AccessReport) PDF() ([]byte, error) {
	d, err := document(accessTitle, r.Sender, r.Date)
	if err != nil {
		return nil, err
	}
	r.begin(d)
	r.list(d)
	r.grounds(d)
	r.rights(d)
	return d.Bytes()
}

func (r AccessReport) begin(d *pdf.Document) {
	d.Rows(
		pdf.Row{Key: "Voor", Value: fullName(r.Client)}, pdf.Row{Key: "Van", Value: r.Sender.Name + ", " + r.Sender.Place},
		pdf.Row{Key: "Datum", Value: dutch.Day(r.Date)}, pdf.Row{Key: "Over", Value: r.period()},
	)
	d.Paragraph("In dit overzicht staat wie bij " + r.Sender.Name + " uw gegevens heeft gezien, vastgelegd of gewijzigd voor " +
		"de hulp bij uw schulden. U leest ook wanneer dat was en waarom. Staat er ‘geweigerd’? Dan wilde iemand gegevens " +
		"van u zien of wijzigen, maar mocht dat niet. Die persoon heeft niets gezien.")
	if !r.WithNames {
		d.Paragraph("Wie het was, ziet u aan de functie en een nummer. Hetzelfde nummer is steeds dezelfde persoon of hetzelfde " +
			"systeem.")
	}
}

// period answers of which time the report tells.
func (r AccessReport) period() string {
	var parts []string
	if !r.First.IsZero() {
		parts = append(parts, "vanaf "+dutch.Day(r.First))
	}
	if !r.Last.IsZero() {
		parts = append(parts, "tot en met "+dutch.Day(r.Last))
	}
	if len(parts) == 0 {
		return "alles wat in onze logboeken staat"
	}
	return strings.Join(parts, " ")
}

func (r AccessReport) list(d *pdf.Document) {
	d.Heading("Wanneer, wie, wat en waarom")
	if len(r.Accesses) == 0 {
		d.Paragraph("In deze tijd heeft niemand uw gegevens gezien of gewijzigd.")
		return
	}
	var rows [][]string
	numbers := map[string]int{}
	for _, a := range r.Accesses {
		if _, known := numbers[a.Actor]; !known {
			numbers[a.Actor] = len(numbers) + 1
		}
		rows = append(rows, []string{
			r.moment(a.Time), r.who(a, numbers[a.Actor]), words.Access(a.Kind) + ": " + words.Fields(a.Fields), r.why(a),
		})
	}
	d.Table([]pdf.Column{
		{Head: "Wanneer", Width: 0.2}, {Head: "Wie", Width: 0.27}, {Head: "Wat", Width: 0.26}, {Head: "Waarom", Width: 0.27},
	}, rows, []string{"Samen", fmt.Sprint(len(rows), " keer"), "", ""})
}

func (r AccessReport) moment(at time.Time) string {
	local := at.In(r.Zone)
	return dutch.Day(civil.DateOf(local)) + " " + local.Format("15:04")
}

// who answers who acted: by role and number, as a client may ask after.
func (r AccessReport) who(a domain.Access, number int) string {
	var roles []string
	for _, role := range a.Roles {
		roles = append(roles, words.Role(role))
	}
	if len(roles) == 0 {
		roles = append(roles, words.Role(""))
	}
	text := fmt.Sprintf("%s (%d)", dutch.And(roles), number)
	if r.WithNames {
		text = a.Actor + ", " + dutch.And(roles)
	}
	if a.Via != "" {
		text += ", via " + a.Via
	}
	return text
}

func (r AccessReport) why(a domain.Access) string {
	if a.Kind == domain.AccessRefused {
		return "geen toegang"
	}
	if why, known := r.Activities[a.Activity]; known {
		return why.Purpose
	}
	return a.Activity
}

// grounds says on which legal basis each purpose stands, once.
func (r AccessReport) grounds(d *pdf.Document) {
	var rows []pdf.Row
	for _, a := range r.Accesses {
		why, known := r.Activities[a.Activity]
		row := pdf.Row{Key: sentence(why.Purpose), Value: why.Basis}
		if known && !slices.Contains(rows, row) {
			rows = append(rows, row)
		}
	}
	if len(rows) == 0 {
		return
	}
	d.Heading("Op welke grond mag dat?")
	d.Rows(rows...)
}

// rights says what a client can do (GDPR articles 15 and 77).
func (r AccessReport) rights(d *pdf.Document) {
	d.Heading("Hebt u vragen?")
	d.Paragraph("Vraag het ons als u iets niet begrijpt of niet vertrouwt. Wij zoeken dan uit wat er is gebeurd.")
	if r.Sender.Contact != "" {
		d.Paragraph("U kunt ons zo bereiken: " + r.Sender.Contact)
	}
	d.Paragraph("Komt u er met ons niet uit? Dan kunt u een klacht indienen bij de Autoriteit Persoonsgegevens.")
}
