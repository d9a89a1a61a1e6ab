package sample

import (
	"context"
	_ "embed" // the fictitious targets
	"fmt"

	reportingv1 "github.com/deschoor/meedoen/proto/meedoen/reporting/v1"
	"github.com/deschoor/meedoen/services/reporting/catalogue"
)

//go:embed targets.yaml
var targets []byte

// Catalogue answers the catalogue of indicators by which the sample year is shown, as YAML: that of the account, with fictitious
// targets.
func Catalogue() []byte {
	text, err := catalogue.AccountWith(targets)
	if err != nil {
		// Both are part of the program, and a test reads them.
		panic(fmt.Errorf("the catalogue of the sample year: %w", err))
	}
	return text
}

// putCatalogue puts the catalogue of the sample year in the place of the built-in one, before the seal: whoever puts another
// there later keeps it. Where the configuration names a file, that one holds, and there are no targets.
func (l *loader) putCatalogue(ctx context.Context) error {
	_, err := call(ctx, l.Catalogues.CreateCatalogue, &reportingv1.CreateCatalogueRequest{
		Content: string(Catalogue()), Comment: "Verzonnen streefwaarden bij het voorbeeldjaar.", RequestId: l.year.CatalogueRequestID,
	})
	if err != nil && !because(err, "CATALOGUE_CONFIGURED") {
		return fmt.Errorf("put the catalogue of the sample year: %w", err)
	}
	return nil
}
