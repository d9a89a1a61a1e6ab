package api

import (
	"errors"
	"strings"

	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/pdf"
	"github.com/deschoor/meedoen/platform/person"
	"github.com/deschoor/meedoen/services/volunteers/texts"
)

// mediaPDF is what documents are.
const mediaPDF = "application/pdf"

// Organisation is in whose name documents are written.
type Organisation struct {
	Name      string
	Place     string
	Agreement texts.Text // the wording of agreements
}

// Check refuses to write documents where it is not known in whose name, and says which settings are missing.
func (o Organisation) Check() error {
	var missing []string
	if o.Name == "" {
		missing = append(missing, "volunteers.organisation.name")
	}
	if o.Place == "" {
		missing = append(missing, "volunteers.organisation.place")
	}
	if len(missing) == 0 {
		return nil
	}
	return fault.New(fault.FailedPrecondition, "ORGANISATION_NOT_CONFIGURED",
		"It is not known in whose name documents are written. Set %s.", strings.Join(missing, " and ")).
		With("missing", strings.Join(missing, " "))
}

// fullName answers the name of a person as it stands in documents.
func fullName(p person.Person) string { return strings.TrimSpace(p.GivenName + " " + p.Surname) }

// unreadable answers the fault of a document with a letter that cannot be shown: in a name, as our own texts have none.
func unreadable(err error) error {
	if errors.Is(err, pdf.ErrLetter) {
		return fault.New(fault.FailedPrecondition, "LETTER_UNKNOWN",
			"A name has a letter that the document cannot show. Write it in Latin letters, as on an identity document.")
	}
	return err
}
