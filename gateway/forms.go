package gateway

import (
	"errors"
	"fmt"
	"io/fs"
	"os/exec"

	"github.com/deschoor/meedoen/gateway/internal/forms"
	"github.com/deschoor/meedoen/gateway/internal/page"
	"github.com/deschoor/meedoen/platform/config"
	reportingv1 "github.com/deschoor/meedoen/proto/meedoen/reporting/v1"
)

// isForm says whether a path is that of an account as a file.
func isForm(path string) bool { return forms.IsForm(path) }

// newForms answers the handler of accounts as files: CSV, JSON, XLSX and PDF.
func newForms(deps Deps, cfg Config, look page.Look) (*forms.Files, error) {
	files, err := forms.New(reportingv1.NewAccountServiceClient(deps.Conn), forms.Options{
		About: forms.About{
			Publisher: cfg.Organisation, City: cfg.City, Notice: cfg.Notice, Licence: cfg.DataLicence,
		},
		Chromium: cfg.Chromium, Show: look.Message, Log: deps.Log,
	})
	if errors.Is(err, exec.ErrNotFound) || errors.Is(err, fs.ErrNotExist) || errors.Is(err, fs.ErrPermission) {
		return nil, &config.Error{Problems: []config.Problem{{Key: "chromium", Text: "is a program that makes PDFs: " + err.Error()}}}
	}
	if err != nil {
		return nil, fmt.Errorf("forms of the account: %w", err)
	}
	return files, nil
}
