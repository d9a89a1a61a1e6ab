package sample

import (
	_ "embed" // the fictitious targets
	"fmt"
	"os"
	"path/filepath"

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

// WriteCatalogue writes the catalogue of the sample year into a folder, made where it is not there, and answers its path.
func WriteCatalogue(dir string) (string, error) {
	path := filepath.Join(dir, "sample-catalogue.yaml")
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return "", err
	}
	if err := os.WriteFile(path, Catalogue(), 0o600); err != nil {
		return "", err
	}
	return path, nil
}
