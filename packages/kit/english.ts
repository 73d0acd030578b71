import * as z from 'zod/mini';
import english from 'zod/v4/locales/en.js';

// zod/mini brings no words of its own: without them every issue reads "Invalid input"
z.config(english());
