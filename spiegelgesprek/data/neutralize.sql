-- A copy of the database knows no clients.
UPDATE spiegelgesprek_participant
   SET name = NULL,
       alias = NULL,
       email = NULL,
       phone = NULL,
       address = NULL,
       lang = NULL,
       relation = NULL,
       age_band = NULL,
       contact_channel = NULL,
       contact_caution = NULL,
       may_post = NULL,
       may_mail = NULL,
       may_text = NULL,
       may_voicemail = NULL,
       recruiter_id = NULL,
       recruitment_id = NULL,
       is_contactable = NULL,
       form_nonce = NULL,
       is_represented = NULL,
       briefing_date = NULL,
       brief_listeners = NULL,
       brief_experience = NULL,
       brief_own_case = NULL,
       brief_time = NULL,
       brief_unwanted = NULL,
       interpreter_language = NULL,
       transport = NULL,
       diet = NULL,
       access_needs = NULL,
       camera = NULL,
       has_companion = NULL,
       outcome_channel = NULL,
       companion_of_id = NULL,
       call_outcome = NULL,
       call_date = NULL,
       call_next = NULL,
       call_tries = NULL,
       call_is_moved = NULL,
       call_before = NULL,
       decline_reason = NULL,
       date_off = NULL,
       date_blanked = NULL,
       independence_reason = NULL,
       independence_date = NULL,
       evaluation_letter_date = NULL
 WHERE ring = 'inner';

-- That somebody agreed is a count; who spoke for a client is not.
UPDATE spiegelgesprek_consent
   SET given_by = NULL,
       given_by_id = NULL;

-- Whom clients know says who they are.
DELETE FROM spiegelgesprek_participant_tie;

-- A link of the copy opens nothing where the copy was made.
UPDATE spiegelgesprek_participant
   SET invitation_token = NULL;

UPDATE spiegelgesprek_participant
   SET facilitator_token = NULL;

UPDATE spiegelgesprek_recruitment
   SET page_token = NULL;

-- Nor what they wrote afterwards, nor who answered; tokens go with the tickets.
DELETE FROM spiegelgesprek_evaluation_ticket;

UPDATE survey_user_input
   SET participant_id = NULL,
       access_token = gen_random_uuid()::text
 WHERE traject_id IS NOT NULL;

UPDATE survey_user_input_line AS line
   SET value_text_box = CASE WHEN value_text_box IS NOT NULL THEN '…' END,
       value_char_box = CASE WHEN value_char_box IS NOT NULL THEN '…' END
  FROM survey_user_input AS answer
 WHERE answer.id = line.user_input_id
   AND answer.traject_id IS NOT NULL;

-- Nor what waits in the queue, for a client or with a link that opens the page where
-- the copy was made; nor what a client answered.
UPDATE mail_mail
   SET email_to = NULL,
       body_html = NULL,
       failure_reason = NULL,
       state = 'cancel'
 WHERE id IN (SELECT mail_mail_id
                FROM spiegelgesprek_mail)
    OR mail_message_id IN (SELECT id
                             FROM mail_message
                            WHERE model = 'spiegelgesprek.evaluation.ticket');

UPDATE spiegelgesprek_mail
   SET body = NULL,
       message_id = NULL
 WHERE participant_id IN (SELECT id
                            FROM spiegelgesprek_participant
                           WHERE ring = 'inner');

-- Nor what hangs on a client in Odoo's own tables: notes and files.
DELETE FROM mail_message
 WHERE model = 'spiegelgesprek.participant'
   AND res_id IN (SELECT id FROM spiegelgesprek_participant WHERE ring = 'inner');

DELETE FROM ir_attachment
 WHERE res_model = 'spiegelgesprek.participant'
   AND res_id IN (SELECT id FROM spiegelgesprek_participant WHERE ring = 'inner');

-- Nor what somebody searches for, or was taking in: both may hold a name.
DELETE FROM ir_filters
 WHERE model_id LIKE 'spiegelgesprek.%';

DELETE FROM base_import_import
 WHERE res_model LIKE 'spiegelgesprek.%';

-- Nor the ids of a list that was imported; those of addons stay, or an update would
-- make their records anew.
DELETE FROM ir_model_data
 WHERE model IN ('spiegelgesprek.participant',
                 'spiegelgesprek.consent',
                 'spiegelgesprek.participant.tie')
   AND module NOT IN (SELECT name FROM ir_module_module);
