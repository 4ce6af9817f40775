<?php
// The menu of the sections, nested as they are: a navigation for block themes, a menu for classic ones.

function sections_below(int $parent): array
{
    return get_terms([
        'taxonomy' => 'category', 'hide_empty' => false, 'orderby' => 'term_id', 'parent' => $parent,
        'exclude' => [(int) get_option('default_category')],
    ]);
}

function block_menu(): void
{
    $link = fn($term) => json_encode([
        'label' => $term->name, 'type' => 'category', 'id' => $term->term_id, 'url' => get_term_link($term), 'kind' => 'taxonomy',
    ], JSON_UNESCAPED_UNICODE | JSON_UNESCAPED_SLASHES);
    $blocks = '';
    foreach (sections_below(0) as $term) {
        $inner = '';
        foreach (sections_below($term->term_id) as $child) {
            $inner .= '<!-- wp:navigation-link ' . $link($child) . " /-->\n";
        }
        $blocks .= $inner === '' ? '<!-- wp:navigation-link ' . $link($term) . " /-->\n"
            : '<!-- wp:navigation-submenu ' . $link($term) . " -->\n$inner<!-- /wp:navigation-submenu -->\n";
    }
    $known = get_posts(['post_type' => 'wp_navigation', 'numberposts' => 1]);
    wp_insert_post(wp_slash([
        'ID' => $known ? $known[0]->ID : 0, 'post_type' => 'wp_navigation', 'post_title' => 'Chuyên mục',
        'post_content' => $blocks, 'post_status' => 'publish',
    ]));
}

function classic_menu(): int
{
    $menu = wp_create_nav_menu('Chuyên mục');
    $enter = function (int $parent, int $above) use (&$enter, $menu): void {
        foreach (sections_below($parent) as $term) {
            $item = wp_update_nav_menu_item($menu, 0, [
                'menu-item-type' => 'taxonomy', 'menu-item-object' => 'category', 'menu-item-status' => 'publish',
                'menu-item-object-id' => $term->term_id, 'menu-item-parent-id' => $above,
            ]);
            $enter($term->term_id, $item);
        }
    };
    $enter(0, 0);
    return $menu;
}
