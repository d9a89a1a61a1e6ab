package gateway

import (
	"fmt"

	"github.com/deschoor/meedoen/gateway/internal/forms"
	"github.com/deschoor/meedoen/gateway/internal/page"
	reportingv1 "github.com/deschoor/meedoen/proto/meedoen/reporting/v1"
)

// isForm says whether a path is that of an account as a file.
func isForm(path string) bool { return forms.IsForm(path) }

// newForms answers the handler of accounts as files: CSV, JSON, XLSX and PDF.
func newForms(deps Deps, cfg Config) (*forms.Files, error) {
	show, err := page.Messages(deps.Log, cfg.pages())
	if err != nil {
		return nil, fmt.Errorf("forms of the account: %w", err)
	}
	files, err := forms.New(reportingv1.NewAccountServiceClient(deps.Conn), forms.Options{
		About: forms.About{
			Publisher: cfg.Organisation, City: cfg.City, Notice: cfg.Notice, Licence: cfg.DataLicence,
		},
		Chromium: cfg.Chromium, Show: show, Log: deps.Log,
	})
	if err != nil {
		return nil, fmt.Errorf("forms of the account: %w", err)
	}
	return files, nil
}
