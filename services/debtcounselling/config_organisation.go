package debtcounselling

import (
	"strings"

	"github.com/deschoor/meedoen/platform/config"
	"github.com/deschoor/meedoen/platform/person"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/letters"
)

// Organisation is in whose name documents for clients are written. Without it the service runs, and writes none.
type Organisation struct {
	Name    string `koanf:"name" doc:"Name of the organisation, as it stands in the case file of a client."`
	Place   string `koanf:"place" doc:"Place of the organisation, as it stands there."`
	Contact string `koanf:"contact" doc:"How a client reaches the organisation, in one line of Dutch, as it stands there. Empty: it does not say."`
}

// validate answers what is wrong with what is set.
func (o Organisation) validate() (problems []config.Problem) {
	for _, line := range []struct{ key, text string }{
		{"organisation.name", o.Name}, {"organisation.place", o.Place}, {"organisation.contact", o.Contact},
	} {
		if !person.IsText(line.text) || line.text != strings.TrimSpace(line.text) {
			problems = append(problems, config.Problem{Key: line.key, Text: "is one line, without spaces around it"})
		}
	}
	return problems
}

func (o Organisation) sender() letters.Sender {
	return letters.Sender{Name: o.Name, Place: o.Place, Contact: o.Contact}
}
