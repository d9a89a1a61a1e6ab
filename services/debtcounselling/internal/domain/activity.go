package domain

import "errors"

// Activity is what the register of processing activities (verwerkingsregister) says of one of them, in Dutch: a client reads it.
type Activity struct {
	Purpose string // why data is processed (doel)
	Basis   string // on which legal basis (grondslag)
	Source  string // where it was read
}

// Activities are all of them, by the name that the contract calls them by.
type Activities map[string]Activity

// Validate answers what is wrong with an activity.
func (a Activity) Validate() error {
	var problems []error
	for _, field := range []struct{ name, text string }{
		{"the purpose", a.Purpose}, {"the legal basis", a.Basis}, {"where it was read", a.Source},
	} {
		if field.text == "" {
			problems = append(problems, errors.New(field.name+" is missing"))
		}
	}
	return errors.Join(problems...)
}
