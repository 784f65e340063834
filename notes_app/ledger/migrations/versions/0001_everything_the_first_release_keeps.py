"""Everything the first release keeps"""

import sqlalchemy as sa
from alembic import op

revision = '0001'
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('audit',
    sa.Column('entry', sa.Integer(), autoincrement=True, nullable=False),
    sa.Column('at', sa.String(40), nullable=False),
    sa.Column('person_id', sa.String(length=40), nullable=False),
    sa.Column('session_id', sa.String(length=64), nullable=False),
    sa.Column('action', sa.String(length=60), nullable=False),
    sa.Column('thing_kind', sa.String(length=30), nullable=False),
    sa.Column('thing_id', sa.String(length=200), nullable=False),
    sa.Column('detail', sa.JSON(), nullable=False),
    sa.Column('previous_hash', sa.String(length=64), nullable=False),
    sa.Column('entry_hash', sa.String(length=64), nullable=False),
    sa.PrimaryKeyConstraint('entry', name=op.f('pk_audit'))
    )
    with op.batch_alter_table('audit', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_audit_action'), ['action'], unique=False)
        batch_op.create_index(batch_op.f('ix_audit_thing_id'), ['thing_id'], unique=False)

    op.create_table('change',
    sa.Column('sequence', sa.Integer(), autoincrement=True, nullable=False),
    sa.Column('note_id', sa.String(length=40), nullable=False),
    sa.Column('path', sa.Text(), nullable=False),
    sa.Column('revision', sa.String(length=16), nullable=False),
    sa.Column('what', sa.String(length=10), nullable=False),
    sa.Column('at', sa.String(40), nullable=False),
    sa.PrimaryKeyConstraint('sequence', name=op.f('pk_change'))
    )
    op.create_table('comment',
    sa.Column('comment_id', sa.String(length=40), nullable=False),
    sa.Column('thing_kind', sa.String(length=20), nullable=False),
    sa.Column('thing_id', sa.String(length=200), nullable=False),
    sa.Column('person_id', sa.String(length=40), nullable=False),
    sa.Column('body', sa.Text(), nullable=False),
    sa.Column('at', sa.String(40), nullable=False),
    sa.Column('deleted_at', sa.String(40), nullable=True),
    sa.PrimaryKeyConstraint('comment_id', name=op.f('pk_comment'))
    )
    with op.batch_alter_table('comment', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_comment_thing_id'), ['thing_id'], unique=False)

    op.create_table('decision',
    sa.Column('decision_id', sa.Integer(), autoincrement=True, nullable=False),
    sa.Column('template_id', sa.String(length=40), nullable=False),
    sa.Column('at', sa.String(40), nullable=False),
    sa.Column('person_id', sa.String(length=40), nullable=False),
    sa.Column('key', sa.String(length=200), nullable=False),
    sa.Column('choice', sa.String(length=20), nullable=False),
    sa.Column('payload', sa.JSON(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('purpose', sa.Text(), nullable=False),
    sa.Column('used_by', sa.Text(), nullable=False),
    sa.Column('review_on', sa.Date(), nullable=True),
    sa.Column('note_count', sa.Integer(), nullable=False),
    sa.Column('author_count', sa.Integer(), nullable=False),
    sa.Column('undone_at', sa.String(40), nullable=True),
    sa.PrimaryKeyConstraint('decision_id', name=op.f('pk_decision'))
    )
    with op.batch_alter_table('decision', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_decision_template_id'), ['template_id'], unique=False)

    op.create_table('export_run',
    sa.Column('run_id', sa.String(length=40), nullable=False),
    sa.Column('at', sa.String(40), nullable=False),
    sa.Column('person_id', sa.String(length=40), nullable=False),
    sa.Column('target', sa.String(length=40), nullable=False),
    sa.Column('template_id', sa.String(length=40), nullable=False),
    sa.Column('template_number', sa.Integer(), nullable=False),
    sa.Column('report', sa.JSON(), nullable=False),
    sa.PrimaryKeyConstraint('run_id', name=op.f('pk_export_run'))
    )
    op.create_table('exported',
    sa.Column('target', sa.String(length=40), nullable=False),
    sa.Column('object_name', sa.String(length=60), nullable=False),
    sa.Column('external_id', sa.String(length=120), nullable=False),
    sa.Column('row_hash', sa.String(length=64), nullable=False),
    sa.Column('run_id', sa.String(length=40), nullable=False),
    sa.PrimaryKeyConstraint('target', 'object_name', 'external_id', name=op.f('pk_exported'))
    )
    op.create_table('import_batch',
    sa.Column('batch_id', sa.String(length=40), nullable=False),
    sa.Column('at', sa.String(40), nullable=False),
    sa.Column('person_id', sa.String(length=40), nullable=False),
    sa.Column('source', sa.Text(), nullable=False),
    sa.Column('report', sa.JSON(), nullable=False),
    sa.Column('undone_at', sa.String(40), nullable=True),
    sa.PrimaryKeyConstraint('batch_id', name=op.f('pk_import_batch'))
    )
    op.create_table('note_place',
    sa.Column('note_id', sa.String(length=40), nullable=False),
    sa.Column('path', sa.Text(), nullable=False),
    sa.Column('deleted_at', sa.String(40), nullable=True),
    sa.PrimaryKeyConstraint('note_id', name=op.f('pk_note_place'))
    )
    with op.batch_alter_table('note_place', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_note_place_path'), ['path'], unique=False)

    op.create_table('note_version',
    sa.Column('note_id', sa.String(length=40), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('revision', sa.String(length=16), nullable=False),
    sa.Column('path', sa.Text(), nullable=False),
    sa.Column('content', sa.LargeBinary(), nullable=False),
    sa.Column('person_id', sa.String(length=40), nullable=False),
    sa.Column('at', sa.String(40), nullable=False),
    sa.Column('reason', sa.String(length=20), nullable=False),
    sa.PrimaryKeyConstraint('note_id', 'number', name=op.f('pk_note_version'))
    )
    with op.batch_alter_table('note_version', schema=None) as batch_op:
        batch_op.create_index('ix_note_version_revision', ['revision'], unique=False)

    op.create_table('person',
    sa.Column('person_id', sa.String(length=40), nullable=False),
    sa.Column('login', sa.String(length=80), nullable=False),
    sa.Column('name', sa.String(length=200), nullable=False),
    sa.Column('reading', sa.String(length=200), nullable=False),
    sa.Column('role', sa.String(length=20), nullable=False),
    sa.Column('language', sa.String(length=5), nullable=False),
    sa.Column('password_hash', sa.Text(), nullable=False),
    sa.Column('is_active', sa.Boolean(), nullable=False),
    sa.Column('failed_sign_ins', sa.Integer(), nullable=False),
    sa.Column('locked_until', sa.String(40), nullable=True),
    sa.Column('created_at', sa.String(40), nullable=False),
    sa.PrimaryKeyConstraint('person_id', name=op.f('pk_person')),
    sa.UniqueConstraint('login', name=op.f('uq_person_login'))
    )
    op.create_table('reaction',
    sa.Column('note_id', sa.String(length=40), nullable=False),
    sa.Column('person_id', sa.String(length=40), nullable=False),
    sa.Column('reaction', sa.String(length=20), nullable=False),
    sa.Column('at', sa.String(40), nullable=False),
    sa.PrimaryKeyConstraint('note_id', 'person_id', 'reaction', name=op.f('pk_reaction'))
    )
    op.create_table('read_mark',
    sa.Column('person_id', sa.String(length=40), nullable=False),
    sa.Column('note_id', sa.String(length=40), nullable=False),
    sa.Column('revision', sa.String(length=16), nullable=False),
    sa.Column('at', sa.String(40), nullable=False),
    sa.PrimaryKeyConstraint('person_id', 'note_id', name=op.f('pk_read_mark'))
    )
    op.create_table('saved_search',
    sa.Column('person_id', sa.String(length=40), nullable=False),
    sa.Column('name', sa.String(length=200), nullable=False),
    sa.Column('query', sa.Text(), nullable=False),
    sa.Column('created_at', sa.String(40), nullable=False),
    sa.PrimaryKeyConstraint('person_id', 'name', name=op.f('pk_saved_search')),
    sa.UniqueConstraint('person_id', 'name', name=op.f('uq_saved_search_person_id'))
    )
    op.create_table('search_miss',
    sa.Column('query', sa.String(length=400), nullable=False),
    sa.Column('person_id', sa.String(length=40), nullable=False),
    sa.Column('times', sa.Integer(), nullable=False),
    sa.Column('at', sa.String(40), nullable=False),
    sa.PrimaryKeyConstraint('query', 'person_id', name=op.f('pk_search_miss'))
    )
    op.create_table('setup_link',
    sa.Column('token_hash', sa.String(length=64), nullable=False),
    sa.Column('purpose', sa.String(length=20), nullable=False),
    sa.Column('person_id', sa.String(length=40), nullable=True),
    sa.Column('created_at', sa.String(40), nullable=False),
    sa.Column('expires_at', sa.String(40), nullable=False),
    sa.Column('used_at', sa.String(40), nullable=True),
    sa.PrimaryKeyConstraint('token_hash', name=op.f('pk_setup_link'))
    )
    op.create_table('template_version',
    sa.Column('template_id', sa.String(length=40), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=200), nullable=False),
    sa.Column('fields', sa.JSON(), nullable=False),
    sa.Column('published_at', sa.String(40), nullable=False),
    sa.Column('published_by', sa.String(length=40), nullable=False),
    sa.Column('comment', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('template_id', 'number', name=op.f('pk_template_version'))
    )
    op.create_table('value_decision',
    sa.Column('value_decision_id', sa.Integer(), autoincrement=True, nullable=False),
    sa.Column('note_id', sa.String(length=40), nullable=False),
    sa.Column('field_id', sa.String(length=40), nullable=False),
    sa.Column('choice', sa.String(length=10), nullable=False),
    sa.Column('label', sa.Text(), nullable=False),
    sa.Column('value', sa.Text(), nullable=False),
    sa.Column('normalized', sa.JSON(), nullable=True),
    sa.Column('start', sa.Integer(), nullable=False),
    sa.Column('end', sa.Integer(), nullable=False),
    sa.Column('revision', sa.String(length=16), nullable=False),
    sa.Column('person_id', sa.String(length=40), nullable=False),
    sa.Column('at', sa.String(40), nullable=False),
    sa.Column('undone_at', sa.String(40), nullable=True),
    sa.PrimaryKeyConstraint('value_decision_id', name=op.f('pk_value_decision'))
    )
    with op.batch_alter_table('value_decision', schema=None) as batch_op:
        batch_op.create_index('ix_value_decision_note', ['note_id', 'field_id'], unique=False)

    op.create_table('workspace_setting',
    sa.Column('name', sa.String(length=80), nullable=False),
    sa.Column('value', sa.JSON(), nullable=False),
    sa.Column('at', sa.String(40), nullable=False),
    sa.PrimaryKeyConstraint('name', name=op.f('pk_workspace_setting'))
    )
    op.create_table('import_item',
    sa.Column('batch_id', sa.String(length=40), nullable=False),
    sa.Column('note_id', sa.String(length=40), nullable=False),
    sa.Column('source_path', sa.Text(), nullable=False),
    sa.Column('revision', sa.String(length=16), nullable=False),
    sa.Column('source_hash', sa.String(length=64), nullable=False),
    sa.ForeignKeyConstraint(['batch_id'], ['import_batch.batch_id'], name=op.f('fk_import_item_batch_id')),
    sa.PrimaryKeyConstraint('batch_id', 'note_id', name=op.f('pk_import_item'))
    )
    with op.batch_alter_table('import_item', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_import_item_source_hash'), ['source_hash'], unique=False)

    op.create_table('session',
    sa.Column('session_id', sa.String(length=64), nullable=False),
    sa.Column('person_id', sa.String(length=40), nullable=False),
    sa.Column('device', sa.String(length=300), nullable=False),
    sa.Column('address', sa.String(length=80), nullable=False),
    sa.Column('created_at', sa.String(40), nullable=False),
    sa.Column('seen_at', sa.String(40), nullable=False),
    sa.Column('confirmed_at', sa.String(40), nullable=False),
    sa.Column('revoked_at', sa.String(40), nullable=True),
    sa.ForeignKeyConstraint(['person_id'], ['person.person_id'], name=op.f('fk_session_person_id')),
    sa.PrimaryKeyConstraint('session_id', name=op.f('pk_session'))
    )
    with op.batch_alter_table('session', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_session_person_id'), ['person_id'], unique=False)



def downgrade() -> None:
    with op.batch_alter_table('session', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_session_person_id'))

    op.drop_table('session')
    with op.batch_alter_table('import_item', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_import_item_source_hash'))

    op.drop_table('import_item')
    op.drop_table('workspace_setting')
    with op.batch_alter_table('value_decision', schema=None) as batch_op:
        batch_op.drop_index('ix_value_decision_note')

    op.drop_table('value_decision')
    op.drop_table('template_version')
    op.drop_table('setup_link')
    op.drop_table('search_miss')
    op.drop_table('saved_search')
    op.drop_table('read_mark')
    op.drop_table('reaction')
    op.drop_table('person')
    with op.batch_alter_table('note_version', schema=None) as batch_op:
        batch_op.drop_index('ix_note_version_revision')

    op.drop_table('note_version')
    with op.batch_alter_table('note_place', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_note_place_path'))

    op.drop_table('note_place')
    op.drop_table('import_batch')
    op.drop_table('exported')
    op.drop_table('export_run')
    with op.batch_alter_table('decision', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_decision_template_id'))

    op.drop_table('decision')
    with op.batch_alter_table('comment', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_comment_thing_id'))

    op.drop_table('comment')
    op.drop_table('change')
    with op.batch_alter_table('audit', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_audit_thing_id'))
        batch_op.drop_index(batch_op.f('ix_audit_action'))

    op.drop_table('audit')
