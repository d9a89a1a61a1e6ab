package openid

import (
	"crypto/rand"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// maxName bounds the name that one gives oneself, in characters.
const maxName = 64

// grant is what a code stands for.
type grant struct {
	subject   string
	roles     []string
	nonce     string
	challenge string
	until     time.Time
}

// ask shows the login page.
func (p *Provider) ask(w http.ResponseWriter, r *http.Request) {
	if _, ok := p.asked(w, r); ok {
		p.show(w, http.StatusOK, form{Roles: p.options.Roles, Name: "ontwikkelaar"})
	}
}

// asked answers the request that came with r, or answers r itself where there is something wrong with it.
func (p *Provider) asked(w http.ResponseWriter, r *http.Request) (request, bool) {
	// A name that was made to point here could have a foreign page fill in the form.
	if r.Host != p.url.Host {
		p.fail(w, http.StatusMisdirectedRequest, "Deze pagina is alleen te openen op "+p.url.Host+".")
		return request{}, false
	}
	query, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil || !p.known(query) {
		p.fail(w, http.StatusBadRequest,
			"De pagina waar u vandaan komt is hier niet bekend (client_id of redirect_uri), dus gaat u daar ook niet naar terug.")
		return request{}, false
	}
	asked, refused := read(query)
	if refused != nil {
		p.refuse(w, r, asked.state, refused)
		return request{}, false
	}
	return asked, true
}

// decide takes what was filled in and sends the browser back with a code.
func (p *Provider) decide(w http.ResponseWriter, r *http.Request) {
	asked, ok := p.asked(w, r)
	if !ok {
		return
	}
	if err := r.ParseForm(); err != nil {
		p.fail(w, http.StatusBadRequest, "Het formulier is niet te lezen.")
		return
	}
	if r.PostForm.Has("cancel") {
		p.refuse(w, r, asked.state, &refusal{"access_denied", "the login was cancelled"})
		return
	}
	name, roles := strings.TrimSpace(r.PostForm.Get("name")), r.PostForm["role"]
	unknown := slices.ContainsFunc(roles, func(role string) bool { return !slices.Contains(p.options.Roles, role) })
	if wrong := wrongName(name); wrong != "" || unknown {
		if unknown {
			wrong = "Kies alleen rollen uit de lijst."
		}
		p.show(w, http.StatusBadRequest, form{Roles: p.options.Roles, Name: name, Chosen: roles, Wrong: wrong})
		return
	}
	code := rand.Text()
	p.codes.Add(code, grant{
		subject: name, roles: roles, nonce: asked.nonce, challenge: asked.challenge, until: p.clock.Now().Add(codeLifetime),
	})
	p.sendBack(w, r, asked.state, url.Values{"code": {code}})
}

// wrongName says what is wrong with the name that somebody gave, or nothing.
func wrongName(name string) string {
	unprintable := func(r rune) bool { return r == utf8.RuneError || !unicode.IsPrint(r) }
	switch {
	case name == "":
		return "Vul een naam in."
	case utf8.RuneCountInString(name) > maxName:
		return "Een naam is hier hoogstens 64 tekens lang."
	case strings.ContainsFunc(name, unprintable):
		return "In de naam staat een teken dat niet te tonen is."
	}
	return ""
}
