package forms

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"mime"
	"net/http"
	"strings"
	"time"

	"google.golang.org/grpc/metadata"

	"github.com/deschoor/meedoen/gateway/internal/open"
	"github.com/deschoor/meedoen/gateway/internal/page"
	"github.com/deschoor/meedoen/gateway/internal/problem"
	"github.com/deschoor/meedoen/gateway/internal/web"
	reportingv1 "github.com/deschoor/meedoen/proto/meedoen/reporting/v1"
)

// readTimeout bounds how long a visitor waits for the account.
const readTimeout = 10 * time.Second

// Options are what Files works with. All but About and Chromium is needed.
type Options struct {
	// About is what the forms say beyond the account.
	About About
	// Chromium is the program that prints; that of this machine, if it has one, where it is empty.
	Chromium string
	// Show writes a page that says why there is nothing.
	Show func(http.ResponseWriter, *http.Request, web.Message)
	// Log gets what went wrong on our side.
	Log *slog.Logger
}

// Files serves accounts in their forms, at the paths of which IsForm says that they are that.
type Files struct {
	accounts reportingv1.AccountServiceClient
	options  Options
	printer  *printer
	zone     *time.Location
}

// New answers the handler. It reads each account from accounts with the caller's own Authorization header. It fails where the
// named Chromium is not there, and where the time zone of the Netherlands is not known to this machine.
func New(accounts reportingv1.AccountServiceClient, options Options) (*Files, error) {
	zone, err := web.Zone()
	if err != nil {
		return nil, err
	}
	printer, err := newPrinter(options.Chromium)
	if err != nil {
		return nil, err
	}
	return &Files{accounts: accounts, options: options, printer: printer, zone: zone}, nil
}

// HasPDF says whether accounts can be had as PDF here.
func (f *Files) HasPDF() bool { return f.printer.path != "" }

// ServeHTTP answers the file that r asks for.
func (f *Files) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	a, known := addressOf(r.URL.Path)
	if !known {
		f.options.Show(w, r, web.Unknown())
		return
	}
	r.Pattern = a.pattern()
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		w.Header().Set("Allow", "GET, HEAD")
		problem.New(http.StatusMethodNotAllowed, "METHOD_NOT_ALLOWED", "This file can be read, with GET.").Write(r.Context(), w)
		return
	}
	w.Header().Set("Vary", "Authorization, Cookie, Accept") // whichever says who asks, and what one reads where there is nothing
	if a.kind == kindPDF && !f.HasPDF() {
		f.refuse(w, r, a, errNoPrinter)
		return
	}
	if a.kind == kindSigned {
		f.signed(w, r, a)
		return
	}
	account, err := f.read(r, a)
	if err != nil {
		f.refuse(w, r, a, err)
		return
	}
	d := NewDocument(account, f.options.About, f.zone)
	body, tag, err := f.write(r.Context(), d, a)
	if err != nil {
		f.refuse(w, r, a, err)
		return
	}
	f.send(w, r, a, a.download(d), tag, body)
}

// asCaller answers the context of a call that is made for who makes r.
func asCaller(r *http.Request) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithTimeout(r.Context(), readTimeout)
	if token := r.Header.Get("Authorization"); token != "" {
		ctx = metadata.AppendToOutgoingContext(ctx, "authorization", token)
	}
	return ctx, cancel
}

func (f *Files) read(r *http.Request, a address) (*reportingv1.Account, error) {
	ctx, cancel := asCaller(r)
	defer cancel()
	return f.accounts.GetAccount(ctx, &reportingv1.GetAccountRequest{
		Year: a.year, Edition: a.edition, View: reportingv1.AccountView_ACCOUNT_VIEW_FULL,
	})
}

// signed answers the signed content of an edition, which is a file as it was made when it was frozen.
func (f *Files) signed(w http.ResponseWriter, r *http.Request, a address) {
	ctx, cancel := asCaller(r)
	defer cancel()
	e, err := f.accounts.GetAccountEdition(ctx, &reportingv1.GetAccountEditionRequest{Year: a.year, Edition: a.edition})
	if err != nil {
		f.refuse(w, r, a, err)
		return
	}
	f.send(w, r, a, a.file, "", []byte(e.GetSignedContent()))
}

// write answers the file, and its tag where that is not to be made of its bytes.
func (f *Files) write(ctx context.Context, d *Document, a address) (body []byte, tag string, err error) {
	switch a.kind {
	case kindCSV:
		body, err = d.CSV()
	case kindMetadata:
		body, err = d.Metadata(strings.TrimSuffix(a.file, string(kindMetadata)) + string(kindCSV))
	case kindJSON:
		body, err = d.JSON()
	case kindXLSX:
		body, err = d.XLSX()
	case kindPDF:
		body, tag, err = f.printer.print(ctx, d)
		tag = `W/"` + tag + `"` // the same pages, printed by another, differ in when they were
	default:
		err = fmt.Errorf("no writer of %s", a.kind)
	}
	return body, tag, err
}

// send answers a file. What everybody reads of an edition may be kept for ever, by anybody; what somebody reads with a token is
// kept by that one alone. What is no edition is asked about each time.
func (f *Files) send(w http.ResponseWriter, r *http.Request, a address, name, tag string, body []byte) {
	if tag == "" {
		sum := sha256.Sum256(body)
		tag = `"` + hex.EncodeToString(sum[:16]) + `"`
	}
	h := w.Header()
	h.Set("ETag", tag)
	h.Set("Content-Type", mediaTypes[a.kind])
	h.Set("Content-Language", "nl")
	h.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": name}))
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Content-Security-Policy", "default-src 'none'; sandbox")
	if a.kind == kindCSV {
		h.Set("Link", `<`+a.file+`-metadata.json>; rel="describedby"; type="`+mediaTypes[kindMetadata]+`"`)
	}
	age := "no-cache"
	if a.edition > 0 {
		age = "max-age=31536000, immutable"
	}
	if r.Header.Get("Authorization") != "" {
		h.Set("Cache-Control", "private, "+age)
	} else {
		h.Set("Cache-Control", "public, "+age)
		h.Set("Access-Control-Allow-Origin", "*") // open data, for pages of others too
	}
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(body))
}

// refuse answers why there is no file: a page in Dutch to who shows pages, and a problem to a program.
func (f *Files) refuse(w http.ResponseWriter, r *http.Request, a address, err error) {
	var m web.Message
	switch {
	case errors.Is(err, errNoPrinter):
		m = web.Message{Status: http.StatusNotFound, Cause: err, Title: "De PDF is hier niet te krijgen",
			Text: "Op deze server kan geen PDF worden gemaakt. De webpagina is wel af te drukken, en er zijn andere bestanden."}
		f.say(w, r, m, problem.New(m.Status, "PDF_NOT_AVAILABLE", "No PDF can be made here."))
		return
	case errors.Is(err, errBusy):
		m = web.Message{Status: http.StatusServiceUnavailable, Cause: err, Title: "Er worden al PDF's gemaakt",
			Text: "Probeer het over een minuut opnieuw."}
		w.Header().Set("Retry-After", "60")
		f.say(w, r, m, problem.New(m.Status, "PDF_BUSY", "Others wait for a PDF. Try again in a minute."))
		return
	case errors.Is(err, errNotYet):
		m = web.Message{Status: http.StatusServiceUnavailable, Cause: err, Title: "De PDF is nog niet klaar",
			Text: "Het maken duurt langer dan gewoonlijk en gaat door. Probeer het over een halve minuut opnieuw."}
		w.Header().Set("Retry-After", "30")
		f.say(w, r, m, problem.New(m.Status, "PDF_NOT_YET", "The PDF is being made still. Try again in half a minute."))
		return
	}
	if web.WantsPage(r) {
		m = page.Failure(err, a.year)
		if m.Status >= http.StatusInternalServerError && r.Context().Err() == nil {
			f.options.Log.ErrorContext(r.Context(), "file not made", "path", r.Pattern, "status", m.Status, "error", m.Cause)
		}
		f.options.Show(w, r, m)
		return
	}
	open.Failed(w, r, f.options.Log, err)
}

func (f *Files) say(w http.ResponseWriter, r *http.Request, m web.Message, p *problem.Problem) {
	if web.WantsPage(r) {
		f.options.Show(w, r, m)
		return
	}
	p.Write(r.Context(), w)
}
