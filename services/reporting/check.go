package reporting

import "github.com/deschoor/meedoen/services/reporting/internal/catalogues"

// CheckCatalogue reads a catalogue of indicators, as YAML, as the service would, and answers how many indicators of the account
// it has. The error has a line for each thing that is wrong with it, with where that is.
func CheckCatalogue(content []byte) (indicators int, err error) {
	parsed, err := catalogues.Parse(string(content))
	if err != nil {
		return 0, err
	}
	return parsed.Indicators(), nil
}
