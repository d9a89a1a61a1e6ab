package api

import (
	"errors"
	"strings"

	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/pdf"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/letters"
)

// mediaPDF is what documents are.
const mediaPDF = "application/pdf"

// checkSender refuses to write documents where it is not known in whose name, and says which settings are missing.
func checkSender(s letters.Sender) error {
	var missing []string
	if s.Name == "" {
		missing = append(missing, "debtcounselling.organisation.name")
	}
	if s.Place == "" {
		missing = append(missing, "debtcounselling.organisation.place")
	}
	if len(missing) == 0 {
		return nil
	}
	return fault.New(fault.FailedPrecondition, "ORGANISATION_NOT_CONFIGURED",
		"It is not known in whose name documents are written. Set %s.", strings.Join(missing, " and ")).
		With("missing", strings.Join(missing, " "))
}

// unreadable answers the fault of a document with a letter that cannot be shown: in what was recorded, as our own texts have
// none.
func unreadable(err error) error {
	if errors.Is(err, pdf.ErrLetter) {
		return fault.New(fault.FailedPrecondition, "LETTER_UNKNOWN",
			"A name or a text has a letter that the document cannot show. Write it in Latin letters, as on an identity document.")
	}
	return err
}
