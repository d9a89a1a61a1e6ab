package volunteers

import (
	"os"
	"strings"

	"github.com/deschoor/meedoen/platform/config"
	"github.com/deschoor/meedoen/platform/person"
	"github.com/deschoor/meedoen/services/volunteers/internal/api"
	"github.com/deschoor/meedoen/services/volunteers/texts"
)

// Organisation is in whose name documents for people are written. Without it the service runs, and writes none.
type Organisation struct {
	Name      string `koanf:"name" doc:"Name of the organisation, as it stands in agreements with volunteers and in statements of their hours."`
	Place     string `koanf:"place" doc:"Place of the organisation, as it stands in those documents."`
	Agreement string `koanf:"agreement-text" doc:"Path of the wording of the volunteer agreement: headings that begin with '# ' and paragraphs, with an empty line between, in which {organisatie} is the name. Empty: the built-in one."`
}

// validate answers what is wrong with what is set.
func (o Organisation) validate() (problems []config.Problem) {
	for _, line := range []struct{ key, text string }{{"organisation.name", o.Name}, {"organisation.place", o.Place}} {
		if !person.IsText(line.text) || line.text != strings.TrimSpace(line.text) {
			problems = append(problems, config.Problem{Key: line.key, Text: "is one line, without spaces around it"})
		}
	}
	if _, err := o.load(); err != nil {
		problems = append(problems, config.Problem{Key: "organisation.agreement-text", Text: err.Error()})
	}
	return problems
}

func (o Organisation) load() (api.Organisation, error) {
	content := texts.Agreement
	if o.Agreement != "" {
		var err error
		if content, err = os.ReadFile(o.Agreement); err != nil {
			return api.Organisation{}, err
		}
	}
	text, err := texts.Parse(content)
	return api.Organisation{Name: o.Name, Place: o.Place, Agreement: text}, err
}
